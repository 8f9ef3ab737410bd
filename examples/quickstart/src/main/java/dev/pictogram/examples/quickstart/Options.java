// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.examples.quickstart;

import dev.pictogram.Account;
import dev.pictogram.ApiKey;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.PhoneNumber;
import dev.pictogram.Pod;
import dev.pictogram.Sid;
import dev.pictogram.WaSource;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the program was told, in its arguments and in the environment. */
final class Options {

    static final String USAGE = """
            Arguments (without any, the sample of Kaleyra's API page goes to the simulator):
              --to NUMBER                      who gets it, with country code
              --link URL  or  --media-id ID    the image
              --caption TEXT                   what stands below it
              --ref TEXT --ref1 TEXT --ref2 TEXT   what you want to find in reports
            Environment for the real service, where each send is billed; all four or none:
              KALEYRA_POD (in, sg, eu or a URL), KALEYRA_SID, KALEYRA_API_KEY, KALEYRA_SENDER
            Exit status: 0 accepted, 3 rejected, 4 not sent, 5 in doubt, 2 misuse""";

    private static final List<String> SETTINGS =
            List.of("KALEYRA_POD", "KALEYRA_SID", "KALEYRA_API_KEY", "KALEYRA_SENDER");
    private static final List<String> NAMES =
            List.of("--to", "--link", "--media-id", "--caption", "--ref", "--ref1", "--ref2");

    private Options() {}

    /** Returns the account of the environment, or none where no setting is there. */
    static Optional<Account> account(Map<String, String> environment) {
        List<String> missing = SETTINGS.stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (missing.size() == SETTINGS.size()) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("For the real service, set also " + String.join(", ", missing) + ".");
        }
        String pod = environment.get("KALEYRA_POD");
        return Optional.of(new Account(
                pod.contains("://") ? Pod.at(URI.create(pod)) : Pod.of(pod),
                Sid.of(environment.get("KALEYRA_SID")),
                ApiKey.of(environment.get("KALEYRA_API_KEY")),
                PhoneNumber.of(environment.get("KALEYRA_SENDER"))));
    }

    /** Returns the message of the arguments; the sample only where it is known that nobody gets it. */
    static ImageMessage message(String[] args, boolean real) {
        Map<String, String> given = given(args);
        if (given.isEmpty() && !real) {
            return sample();
        }
        if (!given.containsKey("--to")) {
            throw new IllegalArgumentException("Say who gets the message, with --to.");
        }
        if (given.containsKey("--link") == given.containsKey("--media-id")) {
            throw new IllegalArgumentException("Say what to send, with either --link or --media-id.");
        }
        Image image =
                given.containsKey("--link") ? Image.link(given.get("--link")) : Image.uploaded(given.get("--media-id"));
        return ImageMessage.to(given.get("--to"), image)
                .withCaption(given.getOrDefault("--caption", ""))
                .withExtraInfo(ExtraInfo.ref(given.getOrDefault("--ref", ""))
                        .withRef1(given.getOrDefault("--ref1", ""))
                        .withRef2(given.getOrDefault("--ref2", "")));
    }

    private static Map<String, String> given(String[] args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i])) {
                throw new IllegalArgumentException("There is no argument " + args[i] + ".");
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value.");
            }
            given.put(args[i], args[i + 1]);
        }
        return given;
    }

    /** The sample of the API page, with digits in place of its Xs and, as the page asks, one image instead of two. */
    private static ImageMessage sample() {
        return ImageMessage.to(
                        "+919800000001",
                        Image.link(
                                "https://d1imv9qltd8ha.cloudfront.net/docs/68d8921ec40e4bbb8f84bb1ed59c733f_IMG_2105.png"))
                .withCaption("We don’t just meet expectations; we exceed them!")
                .withExtraInfo(ExtraInfo.ref("customer1")
                        .withRef1("marketing")
                        .withRef2("dictionary")
                        .withSource(WaSource.API));
    }
}

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

/** The account from the environment variables and the message from the arguments. */
final class Options {

    static final String USAGE = """
            Arguments (without any, the sample of Kaleyra's API page is sent to the simulator):
              --to NUMBER                      the recipient's phone number with country code
              --link URL  or  --media-id ID    the image
              --caption TEXT                   the text below the image
              --ref TEXT --ref1 TEXT --ref2 TEXT   references for reports
            Environment variables for the real service, where each send is billed (set all four or none):
              KALEYRA_POD (in, sg, eu or a URL), KALEYRA_SID, KALEYRA_API_KEY, KALEYRA_SENDER
            Exit status: 0 accepted, 3 rejected, 4 not sent, 5 in doubt, 2 wrong arguments""";

    private static final List<String> SETTINGS =
            List.of("KALEYRA_POD", "KALEYRA_SID", "KALEYRA_API_KEY", "KALEYRA_SENDER");
    private static final List<String> NAMES =
            List.of("--to", "--link", "--media-id", "--caption", "--ref", "--ref1", "--ref2");

    private Options() {}

    /** Returns the account in the environment variables, or empty if none of them is set. */
    static Optional<Account> account(Map<String, String> environment) {
        List<String> missing = SETTINGS.stream()
                .filter(name -> environment.getOrDefault(name, "").isBlank())
                .toList();
        if (missing.size() == SETTINGS.size()) {
            return Optional.empty();
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("Missing for the real service: " + String.join(", ", missing) + ".");
        }
        String pod = environment.get("KALEYRA_POD");
        return Optional.of(new Account(
                pod.contains("://") ? Pod.at(URI.create(pod)) : Pod.of(pod),
                Sid.of(environment.get("KALEYRA_SID")),
                ApiKey.of(environment.get("KALEYRA_API_KEY")),
                PhoneNumber.of(environment.get("KALEYRA_SENDER"))));
    }

    /** Returns the message in the arguments. The sample is returned only for the simulator, so that it is never sent to a person. */
    static ImageMessage message(String[] args, boolean realService) {
        Map<String, String> values = parse(args);
        if (values.isEmpty() && !realService) {
            return sample();
        }
        if (!values.containsKey("--to")) {
            throw new IllegalArgumentException("Set the recipient with --to.");
        }
        if (values.containsKey("--link") == values.containsKey("--media-id")) {
            throw new IllegalArgumentException("Set the image with either --link or --media-id.");
        }
        Image image = values.containsKey("--link")
                ? Image.link(values.get("--link"))
                : Image.uploaded(values.get("--media-id"));
        return ImageMessage.to(values.get("--to"), image)
                .withCaption(values.getOrDefault("--caption", ""))
                .withExtraInfo(ExtraInfo.ref(values.getOrDefault("--ref", ""))
                        .withRef1(values.getOrDefault("--ref1", ""))
                        .withRef2(values.getOrDefault("--ref2", "")));
    }

    private static Map<String, String> parse(String[] args) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            if (!NAMES.contains(args[i])) {
                throw new IllegalArgumentException(args[i] + " is not an argument of this program.");
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value.");
            }
            values.put(args[i], args[i + 1]);
        }
        return values;
    }

    /** The sample of the API page, with digits instead of Xs and, as the page requires, only one of its two images. */
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

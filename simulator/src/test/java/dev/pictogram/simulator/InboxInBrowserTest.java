// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pictogram.DeliveryStatus;
import dev.pictogram.ExtraInfo;
import dev.pictogram.Image;
import dev.pictogram.ImageMessage;
import dev.pictogram.MessagingPort;
import dev.pictogram.SendPolicy;
import dev.pictogram.SendResult;
import dev.pictogram.WaSource;
import dev.pictogram.wire.KaleyraMessaging;
import dev.pictogram.wire.http.JdkTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The inbox in a real browser. */
@Timeout(120)
@DisabledIfSystemProperty(
        named = "inbox.without.browser",
        matches = "true",
        disabledReason = "the page is the same on every JDK, so CI tests it once")
class InboxInBrowserTest {

    private static final SendPolicy ONCE = SendPolicy.defaults().withAttempts(1);
    private static final String MARKUP =
            "<img src=x onerror=\"document.title='run'\"><b>bold</b><script>document.title='run'</script>&amp;";

    private static ChromeDriver driver;

    private KaleyraSimulator kaleyra;

    private MessagingPort port(SendPolicy policy) {
        return KaleyraMessaging.over(JdkTransport.create(policy), kaleyra.account(), policy);
    }

    @BeforeAll
    static void startBrowser() {
        driver = Browser.startOrSkip();
    }

    @AfterAll
    static void quitBrowser() {
        if (driver != null) {
            driver.quit();
        }
    }

    @BeforeEach
    void openInbox() {
        Browser.show(driver, 1280, 900, "light");
        open(SimulatorOptions.defaults());
    }

    @AfterEach
    void close() {
        kaleyra.close();
    }

    private void open(SimulatorOptions options) {
        if (kaleyra != null) {
            kaleyra.close();
        }
        kaleyra = KaleyraSimulator.start(options);
        driver.get(kaleyra.inbox().toString());
        until(d -> find("#live").getText().equals("live")
                && find("#count").getText().startsWith("0 accepted")
                && !d.findElements(By.cssSelector("#credit input")).isEmpty());
    }

    @Test
    void messages_appear_without_a_reload_newest_first() {
        for (String caption : List.of("first", "second", "third")) {
            accept(message(caption).withExtraInfo(ExtraInfo.ref("order-" + caption)));
            until(d -> captions().contains(caption));
        }

        assertThat(captions()).containsExactly("third", "second", "first");
        assertThat(find("#count").getText()).isEqualTo("3 accepted, 0 rejected or in doubt");
    }

    @Test
    void a_bubble_shows_the_whole_message() {
        accept(message("Two\nlines 🎁")
                .withExtraInfo(ExtraInfo.ref("a").withRef1("b").withRef2("c").withSource(WaSource.ZAPIER)));
        untilShown(1);

        assertThat(find(".caption").getText()).isEqualTo("Two\nlines 🎁");
        assertThat(find(".message dl").getText().lines())
                .containsExactly(
                        "To",
                        "+919800000001",
                        "From",
                        "+919800000000",
                        "ref",
                        "a",
                        "ref1",
                        "b",
                        "ref2",
                        "c",
                        "Source",
                        "zapier",
                        "Id",
                        kaleyra.accepted().get(0).id().value());
        assertThat(find(".message time").getDomAttribute("datetime"))
                .isEqualTo(kaleyra.accepted().get(0).at().toString());
    }

    @Test
    void right_to_left_text_is_shown_right_to_left() {
        accept(message("שלום, החבילה בדרך"));
        untilShown(1);

        assertThat(find(".caption").getCssValue("direction")).isEqualTo("rtl");
    }

    @Test
    void markup_in_a_message_stays_text() {
        accept(message(MARKUP).withExtraInfo(ExtraInfo.ref(MARKUP)));
        send(ONCE, message(MARKUP), () -> kaleyra.failNext(1));
        untilShown(2);

        assertThat(find("pre").getDomProperty("textContent")).contains("<b>bold</b>");
        assertThat(find(".caption").getDomProperty("textContent")).isEqualTo(MARKUP);
        assertThat(find("[data-of=ref]").getDomProperty("textContent")).isEqualTo(MARKUP);
        assertThat(driver.findElements(By.cssSelector("#entries img, #entries script, #entries b")))
                .isEmpty();
        assertThat(driver.getTitle()).isEqualTo("Inbox of the Pictogram simulator");
    }

    @Test
    void messages_are_found_by_recipient_and_by_ref() {
        accept(message("first").withExtraInfo(ExtraInfo.ref("order-1")));
        accept(ImageMessage.to("+919800000002", Image.uploaded("1479")).withCaption("second"));
        untilShown(2);

        find("#q").sendKeys("ORDER-");
        until(d -> captions().equals(List.of("first")));
        find("#q").clear();
        find("#q").sendKeys("0002");
        until(d -> captions().equals(List.of("second")));
        find("#q").sendKeys("nobody");
        until(d -> find("#none").isDisplayed());
    }

    @Test
    void the_outcome_filter_separates_accepted_and_rejected() {
        accept(message("accepted"));
        send(ONCE, message("rejected"), () -> kaleyra.failNext(1));
        untilShown(2);

        find("input[value=messages]").click();
        until(d -> shown().equals(List.of("accepted")));
        find("input[value=rejected]").click();
        until(d -> shown().equals(List.of("rejected")));
        find("input[value=all]").click();
        until(d -> shown().equals(List.of("rejected", "accepted")));
    }

    @Test
    void the_newest_100_messages_are_shown_until_more_are_requested() {
        MessagingPort port = port(ONCE);
        for (int i = 1; i <= 101; i++) {
            port.send(message("Message " + i)).orElseThrow();
        }
        until(d -> find("#count").getText().equals("101 accepted, 0 rejected or in doubt, the newest 100 shown"));
        assertThat(captions()).hasSize(100).startsWith("Message 101").endsWith("Message 2");

        find("#more").click();

        untilShown(101);
        assertThat(captions()).endsWith("Message 1");
        assertThat(find("#more").isDisplayed()).isFalse();
    }

    @Test
    void an_open_page_shows_the_next_simulator_on_the_same_port() {
        accept(message("before"));
        until(d -> captions().equals(List.of("before")));
        int port = kaleyra.pod().baseUrl().getPort();
        kaleyra.close();
        until(d -> find("#live").getText().equals("no connection"));

        kaleyra = KaleyraSimulator.start(SimulatorOptions.defaults().withPort(port));
        accept(message("after"));

        until(d ->
                captions().equals(List.of("after")) && find("#live").getText().equals("live"));
    }

    @Test
    void the_root_redirects_to_the_inbox() {
        driver.get(kaleyra.pod().toString());

        until(d -> !find("#count").getText().isEmpty()); // It is read when the page is live.
        assertThat(driver.getCurrentUrl()).isEqualTo(kaleyra.inbox().toString());
        assertThat(find("#count").getText()).isEqualTo("0 accepted, 0 rejected or in doubt");
    }

    @Test
    void errors_of_the_api_are_shown() {
        find("#credit input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "1e30", Keys.ENTER);

        until(d -> find("#trouble").getText().equals("credit: must be a whole number, but it is not"));
        find("#credit input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "5", Keys.ENTER);
        until(d -> find("#trouble").getText().isEmpty());
    }

    @Test
    void a_credit_field_keeps_its_text_during_input() {
        find("#credit input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "77");

        accept(message("x"));
        untilShown(1);

        assertThat(find("#credit input").getDomProperty("value")).isEqualTo("77");
    }

    @Test
    void a_failure_mode_is_set_and_ended_on_the_page() {
        choose("WA500", "3");
        until(d -> find("#failing").getText().equals("WA500 for the next 3 requests"));
        SendPolicy quick = SendPolicy.defaults().withBackoff(Duration.ofMillis(1), Duration.ofMillis(1));

        SendResult result = port(quick).send(message("x"));

        assertThat(result).isInstanceOf(SendResult.Rejected.class);
        untilShown(3);
        until(d -> find("#failing").getText().startsWith("off"));
        assertThat(driver.findElements(By.cssSelector(".refused h3")))
                .extracting(WebElement::getText)
                .containsOnly("rejected WA500: Please try again later");
    }

    @Test
    void sends_are_in_doubt_when_the_page_drops_the_connection() {
        choose("drop", "");
        until(d -> find("#failing").getText().equals("drop for all requests"));
        for (int i = 0; i < 3; i++) {
            assertThat(port(ONCE).send(message("x"))).isInstanceOf(SendResult.InDoubt.class);
        }
        untilShown(3);
        assertThat(find(".refused h3").getText()).startsWith("in doubt the connection was dropped");

        find("#end").click();
        until(d -> find("#failing").getText().startsWith("off"));
        accept(message("through"));
        until(d -> captions().equals(List.of("through")));
    }

    @Test
    void a_rejected_request_is_shown_with_its_response_and_without_the_key() {
        send(ONCE, message("x"), () -> kaleyra.failNext(1));
        untilShown(1);
        find("#entries summary").click();

        List<WebElement> raw = driver.findElements(By.tagName("pre"));
        assertThat(raw.get(0).getText()).startsWith("POST /v2/").contains("Api-key: ••••••••");
        assertThat(raw.get(1).getText()).startsWith("HTTP/1.1 500").contains("\"code\": \"WA500\"");
        assertThat(raw.get(1).getLocation().getX())
                .isGreaterThan(raw.get(0).getLocation().getX());
        assertThat(driver.getPageSource())
                .doesNotContain(kaleyra.account().apiKey().reveal());
    }

    @Test
    void ticks_show_the_delivery_state_and_failures_are_explained() throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            postCallbacksTo(target);
            accept(message("x").withExtraInfo(ExtraInfo.ref("order-4711")));
            untilShown(1);
            assertThat(find(".state").getText()).isEmpty();
            String black = find(".state").getCssValue("color");

            press("sent");
            untilState("sent");
            assertThat(ticks()).isEqualTo(1);
            press("delivered");
            untilState("delivered");
            assertThat(ticks()).isEqualTo(2);
            assertThat(find(".state").getCssValue("color")).isEqualTo(black);
            press("read");
            untilState("read");
            assertThat(ticks()).isEqualTo(2);
            assertThat(find(".state").getCssValue("color")).isNotEqualTo(black);
            assertThat(find(".state svg").getDomAttribute("aria-hidden"))
                    .isEqualTo("true"); // The status text is enough.
            until(d -> find("#posted").getText().equals("Posted read: the target responded with 200."));

            press("fails with");
            until(d ->
                    find(".failure").getText().startsWith("A failure was reported, too, 131053: WhatsApp could not"));
            untilState("read");
            assertThat(kaleyra.callbackAttempts())
                    .extracting(CallbackAttempt::status)
                    .containsExactly(
                            DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ, DeliveryStatus.FAILED);
        }
    }

    @Test
    void a_failure_uses_the_entered_code_and_another_message_is_not_sent() throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(500, "no <b>database</b>")) {
            postCallbacksTo(target);
            accept(message("x"));
            untilShown(1);
            find(".fail input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "131026", Keys.ENTER);

            untilState("failed");
            assertThat(find(".failure").getText())
                    .startsWith("Failed, 131026: WhatsApp cannot deliver to this recipient.")
                    .contains("Check that the number is right");
            until(d -> find(".attempts summary")
                    .getText()
                    .equals("Latest callback, failed: the target responded with 500"));
            find(".attempts summary").click();
            until(d -> d.findElements(By.cssSelector(".attempts pre")).size() == 2);
            assertThat(driver.findElements(By.cssSelector(".attempts pre"))
                            .get(1)
                            .getText())
                    .isEqualTo("500\n\nno <b>database</b>");

            accept(message("y"));
            untilShown(2);
            press("not sent");
            untilState("not sent");
            assertThat(find(".failure").getText()).startsWith("Not sent, WAV2101: The account's daily number");

            find(".fail input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "many", Keys.ENTER);
            until(d -> find("#trouble").getText().startsWith("code: must be a number"));
        }
    }

    @Test
    void the_focus_stays_on_a_button_while_the_state_changes() throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            postCallbacksTo(target);
            accept(message("x"));
            untilShown(1);

            button("delivered").sendKeys(Keys.ENTER);
            untilState("delivered");
            assertThat(driver.switchTo().activeElement().getText()).isEqualTo("delivered");
            driver.switchTo().activeElement().sendKeys(Keys.TAB);
            driver.switchTo().activeElement().sendKeys(Keys.ENTER);
            untilState("read");
        }
    }

    @Test
    void callbacks_are_set_and_ended_on_the_page() throws IOException {
        try (CallbackTarget target = CallbackTarget.responding(200, "")) {
            accept(message("before"));
            untilShown(1);
            assertThat(find("#posting").getText()).isEqualTo("off");
            assertThat(find(".reporting").isDisplayed()).isFalse();
            find("#url").sendKeys("http://example.com/", Keys.ENTER);
            until(d -> find("#trouble").getText().startsWith("url: must have the host 127.x.x.x"));

            find("#url").clear();
            find("#url").sendKeys(target.url().toString());
            find("#plan").sendKeys("sent@0,delivered@0.1,read@0.2", Keys.ENTER);
            until(d -> find("#posting").getText().equals("on"));
            assertThat(find(".reporting").isDisplayed()).isTrue();
            accept(message("after"));
            untilShown(2);
            untilState("read");

            find("#stop").click();
            until(d -> find("#posting").getText().equals("off"));
            assertThat(find(".reporting").isDisplayed()).isFalse();
            untilState("read");
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "360, light", "360, dark"})
    void callbacks_fit_on_the_screen(int width, String scheme) throws IOException {
        Browser.show(driver, width, width < 600 ? 3400 : 1500, scheme);
        open(SimulatorOptions.defaults());
        try (CallbackTarget target = CallbackTarget.responding(200, "ok")) {
            for (String status : List.of("none", "sent", "delivered", "read", "failed", "not sent")) {
                accept(message("This one is: " + status).withExtraInfo(ExtraInfo.ref("order-" + status)));
            }
            postCallbacksTo(target);
            for (DeliveryStatus status : List.of(
                    DeliveryStatus.SENT, DeliveryStatus.DELIVERED, DeliveryStatus.READ, DeliveryStatus.NOT_SENT)) {
                kaleyra.postCallback(kaleyra.idOf("order-" + StatusChange.wordOf(status)), status);
            }
        }
        kaleyra.postCallback(kaleyra.idOf("order-failed"), DeliveryStatus.FAILED); // The target is closed.
        until(d -> d.findElements(By.cssSelector(".failure")).size() == 2
                && d.findElements(By.cssSelector(".state svg")).size() == 5);
        driver.findElements(By.cssSelector(".attempts summary")).get(1).click();
        until(d -> d.findElements(By.cssSelector(".attempts pre")).size() == 2);

        Browser.screenshot(driver, "callbacks-" + width + "-" + scheme);

        assertThat((Long) driver.executeScript("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
    }

    private void postCallbacksTo(CallbackTarget target) {
        kaleyra.postCallbacks(CallbackProfile.to(target.url()).withPlan(CallbackPlan.none()));
        until(d -> find("#posting").getText().equals("on")
                || "yes".equals(find("body").getDomAttribute("data-callbacks")));
    }

    private static WebElement button(String text) {
        return driver.findElements(By.cssSelector(".reporting button")).stream()
                .filter(button -> button.getText().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static void press(String text) {
        button(text).click();
    }

    private static void untilState(String word) {
        until(d -> find(".state").getText().equals(word));
    }

    private static int ticks() {
        return driver.findElements(By.cssSelector(".message:first-child .state path"))
                                .size()
                        == 1
                ? 1
                : 2;
    }

    @Test
    void credit_is_set_and_the_list_cleared_on_the_page() {
        find("#credit input").sendKeys(Keys.chord(Keys.CONTROL, "a"), "0", Keys.ENTER);
        until(d -> kaleyra.creditOf(kaleyra.account().sid()) == 0);

        send(ONCE, message("x"), () -> {});
        untilShown(1);
        assertThat(find(".refused h3").getText()).startsWith("rejected E110");
        find("#clear").click();
        until(d -> find("#none").isDisplayed());
        assertThat(driver.findElements(By.cssSelector("#entries > li"))).isEmpty();
    }

    @Test
    void an_image_is_loaded_only_after_a_click() throws IOException {
        try (Images images = new Images()) {
            accept(ImageMessage.to("+919800000001", Image.link(images.url())));
            untilShown(1);
            assertThat(images.referrers).isEmpty();

            find("button.picture").sendKeys(Keys.ENTER); // Without a mouse.
            until(d -> !images.referrers.isEmpty());

            assertThat(images.referrers).containsOnly("none");
            assertThat(find(".picture img").getDomAttribute("referrerpolicy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void an_image_is_loaded_at_once_if_configured() throws IOException {
        try (Images images = new Images()) {
            open(SimulatorOptions.defaults().withImagesLoaded());
            accept(ImageMessage.to("+919800000001", Image.link(images.url())));

            until(d -> !images.referrers.isEmpty());
        }
    }

    @Test
    void the_controls_are_reached_by_the_tab_key() {
        find("#q").sendKeys(Keys.TAB); // the outcome
        driver.switchTo().activeElement().sendKeys(Keys.TAB); // the summary of the failure mode
        driver.switchTo().activeElement().sendKeys(Keys.TAB);

        assertThat(driver.switchTo().activeElement().getDomAttribute("id")).isEqualTo("mode");
        assertThat(driver.switchTo().activeElement().getCssValue("outline-style"))
                .isEqualTo("solid");
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "360, light", "360, dark"})
    void the_page_fits_on_the_screen(int width, String scheme) throws IOException {
        Browser.show(driver, width, width < 600 ? 2600 : 1200, scheme);
        open(SimulatorOptions.defaults());
        boolean folded = find("aside details").getDomAttribute("open") == null;
        assertThat(folded).isEqualTo(width < 600);
        accept(ImageMessage.to("+919800000001", Image.uploaded("1479000000000537")));
        accept(message("x".repeat(200)).withExtraInfo(ExtraInfo.ref("y".repeat(255))));
        accept(message(MARKUP).withExtraInfo(ExtraInfo.ref("order-4711").withSource(WaSource.SHOPIFY)));
        accept(message("שלום!\nהחבילה שלך בדרך 🎁"));
        kaleyra.dropNext(1);
        port(ONCE).send(message("Dropped"));
        send(ONCE, message("Your parcel"), () -> kaleyra.failNext(1));
        kaleyra.loseNext(1);
        port(ONCE).send(message("The response is lost"));
        accept(message("Your parcel is on its way 🎁\n\nIt comes tomorrow between 9 and 12.")
                .withExtraInfo(ExtraInfo.ref("order-4711").withRef1("marketing")));
        untilShown(8);
        find("#entries summary").click();
        if (folded) {
            Browser.screenshot(driver, width + "-" + scheme + "-folded");
            find("aside summary").click();
        }
        choose("delay", "3");
        until(d -> find("#failing").getText().equals("delay, 10 s for the next 3 requests"));

        Browser.screenshot(driver, width + "-" + scheme);

        assertThat((Long) driver.executeScript("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
    }

    private static ImageMessage message(String caption) {
        return ImageMessage.to("+919800000001", Image.link("https://example.invalid/parcel.png"))
                .withCaption(caption);
    }

    private void accept(ImageMessage message) {
        port(ONCE).send(message).orElseThrow();
    }

    private void send(SendPolicy policy, ImageMessage message, Runnable before) {
        before.run();
        assertThat(port(policy).send(message)).isInstanceOf(SendResult.Rejected.class);
    }

    private static void choose(String mode, String next) {
        new Select(find("#mode")).selectByValue(mode);
        find("#next").clear();
        find("#next").sendKeys(next);
        find("#failure button[type=submit]").click();
    }

    private static WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    private static List<String> captions() {
        // In one script call, because the list changes between calls.
        return ((List<?>) driver.executeScript(
                        "return [...document.querySelectorAll('.caption')].map(caption => caption.textContent)"))
                .stream().map(Object::toString).toList();
    }

    private static List<String> shown() {
        return ((List<?>) driver.executeScript(
                        "return [...document.querySelectorAll('#entries > li')].map(entry => entry.dataset.outcome)"))
                .stream().map(Object::toString).toList();
    }

    private static void untilShown(int entries) {
        until(d -> d.findElements(By.cssSelector("#entries > li")).size() == entries);
    }

    private static void until(ExpectedCondition<Boolean> condition) {
        new WebDriverWait(driver, Duration.ofSeconds(20)).until(condition);
    }

    /** Another server, to which messages link; records its requests. */
    private static final class Images implements AutoCloseable {

        private final Queue<String> referrers = new ConcurrentLinkedQueue<>();
        private final HttpServer server;

        Images() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    String referrer = exchange.getRequestHeaders().getFirst("Referer");
                    referrers.add(referrer == null ? "none" : referrer);
                    byte[] image = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"
                            .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "image/svg+xml");
                    exchange.sendResponseHeaders(200, image.length);
                    exchange.getResponseBody().write(image);
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/parcel.svg";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}

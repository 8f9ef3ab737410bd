// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses and host names of a simulator. */
@Timeout(60)
class SimulatorOptionsTest {

    private static final SimulatorOptions DEFAULTS = SimulatorOptions.defaults();

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, 127.0.0.1",
        "127.1.2.3, 127.1.2.3, 127.1.2.3",
        "127.255.0.199, 127.255.0.199, 127.255.0.199",
        "localhost, 127.0.0.1, 127.0.0.1",
        "LocalHost, 127.0.0.1, 127.0.0.1",
        "::1, 0:0:0:0:0:0:0:1, [::1]"
    })
    void the_simulator_listens_on_a_loopback_address(String host, String address, String inUrls)
            throws UnknownHostException {
        SimulatorOptions options = DEFAULTS.withHost(host);

        assertThat(InetAddress.getByAddress(options.address()).getHostAddress()).isEqualTo(address);
        assertThat(options.hostInUrls()).isEqualTo(inUrls);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "192.168.1.5",
                "128.0.0.1",
                "127.0.0",
                "127.0.0.256",
                "127.0.0.010",
                "127.0.0.1.evil.example",
                "1127.0.0.1",
                "localhost.evil.example",
                "my-machine",
                "[::1]",
                "fe80::1",
                " 127.0.0.1",
                "127.0.0.1\n"
            })
    void any_other_host_is_rejected(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withHost(host))
                .withMessage("host: must be 127.x.x.x, ::1 or localhost unless it is open to others, "
                        + "but it is another");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 0.0.0.0, 127.0.0.1", "::, 0:0:0:0:0:0:0:0, [::1]"})
    void the_simulator_listens_on_every_address_if_open_to_others(String host, String address, String inUrls)
            throws UnknownHostException {
        SimulatorOptions options = DEFAULTS.withHostThatOthersReach(host);

        assertThat(InetAddress.getByAddress(options.address()).getHostAddress()).isEqualTo(address);
        assertThat(options.hostInUrls()).isEqualTo(inUrls);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1", "10.0.0.1", "localhost", "0", ":::"})
    void a_single_external_address_is_rejected(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withHostThatOthersReach(host))
                .withMessage("host: must be 0.0.0.0 or :: to be open to others, but it is another");
    }

    @Test
    void by_default_no_other_machine_can_connect() throws IOException {
        InetAddress reachable = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
                .findFirst()
                .orElseGet(() -> Assumptions.abort("skipped: this machine has only loopback addresses"));
        try (KaleyraSimulator alone = KaleyraSimulator.start();
                KaleyraSimulator open = KaleyraSimulator.start(DEFAULTS.withHostThatOthersReach("0.0.0.0"))) {
            new Socket(reachable, open.pod().baseUrl().getPort()).close();
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () -> new Socket(reachable, alone.pod().baseUrl().getPort()).close());
        }
    }

    @Test
    void the_port_is_free_or_configured() throws IOException {
        int free;
        try (KaleyraSimulator any = KaleyraSimulator.start(DEFAULTS)) {
            free = any.pod().baseUrl().getPort();
            assertThat(free).isPositive();
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> KaleyraSimulator.start(DEFAULTS.withPort(free)))
                    .withMessage("the simulator cannot listen on 127.0.0.1, port " + free);
        }
        assertThat(DEFAULTS.withPort(0).port()).isZero();
        assertThat(DEFAULTS.withPort(65_535).port()).isEqualTo(65_535);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withPort(-1))
                .withMessage("port: must be from 0 to 65535, but it is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withPort(65_536))
                .withMessage("port: must be from 0 to 65535, but it is 65536");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simulator", "Sim-1_a.example", "192.168.1.5", "[fe80::1]"})
    void an_additional_name_is_known_besides_the_loopback_names(String name) {
        SimulatorOptions options = DEFAULTS.withName(name).withName("another");

        assertThat(List.of(name, name.toUpperCase(Locale.ROOT), "another", "localhost", "127.0.0.1", "[::1]"))
                .allMatch(options::isKnownAs);
        assertThat(options.isKnownAs(name + "x")).isFalse();
        assertThat(options.isKnownAs("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:80", "http://a", "*", "a/b", "fe80::1", "[", "[]", "é", "a\n"})
    void an_invalid_name_is_rejected(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withName(name))
                .withMessage("name: must be a host name or an address, without a port, but it is something else");
    }

    @Test
    void an_unknown_code_is_rejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DEFAULTS.withUnauthorizedCode("wa401"))
                .withMessage("code: must be WA401 or WA-401, but it is another");
        assertThat(DEFAULTS.unauthorizedCode()).isEmpty();
    }

    @Test
    void copies_keep_earlier_settings_and_leave_the_original_unchanged() {
        SimulatorOptions all = DEFAULTS.withHost("127.0.0.2")
                .withPort(7)
                .withName("simulator")
                .withImagesLoaded()
                .withUnauthorizedCode("WA-401");

        for (SimulatorOptions copy : List.of(
                all,
                all.withHost("127.0.0.2"),
                all.withPort(7),
                all.withName("b"),
                all.withImagesLoaded(),
                all.withUnauthorizedCode("WA-401"))) {
            assertThat(copy.hostInUrls()).isEqualTo("127.0.0.2");
            assertThat(copy.port()).isEqualTo(7);
            assertThat(copy.isKnownAs("simulator")).isTrue();
            assertThat(copy.imagesLoaded()).isTrue();
            assertThat(copy.unauthorizedCode()).contains("WA-401");
        }
        SimulatorOptions open = all.withHostThatOthersReach("::");
        assertThat(open.port()).isEqualTo(7);
        assertThat(open.isKnownAs("simulator")).isTrue();
        assertThat(open.imagesLoaded()).isTrue();
        assertThat(DEFAULTS.hostInUrls()).isEqualTo("127.0.0.1");
        assertThat(DEFAULTS.port()).isZero();
        assertThat(DEFAULTS.isKnownAs("simulator")).isFalse();
        assertThat(DEFAULTS.imagesLoaded()).isFalse();
    }

    @Test
    void null_is_rejected() {
        assertThatNullPointerException().isThrownBy(() -> DEFAULTS.withHost(null));
        assertThatNullPointerException().isThrownBy(() -> DEFAULTS.withHostThatOthersReach(null));
        assertThatNullPointerException().isThrownBy(() -> DEFAULTS.withName(null));
        assertThatNullPointerException().isThrownBy(() -> KaleyraSimulator.start((SimulatorOptions) null));
    }
}

// SPDX-License-Identifier: Apache-2.0
class Shipping { // Snippets that test it do not declare it. Without a package, as snippets are.
    void ship(String order, String recipient) {}
}

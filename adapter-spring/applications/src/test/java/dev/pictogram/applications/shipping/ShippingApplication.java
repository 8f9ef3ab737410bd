// SPDX-License-Identifier: Apache-2.0
package dev.pictogram.applications.shipping;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Puts messages into the outbox in its transactions, as the page about the outbox on Spring Boot shows. */
@SpringBootApplication(proxyBeanMethods = false)
class ShippingApplication {}

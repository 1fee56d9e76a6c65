/// The workbench: the whole platform as its users start it, for tests.
///
/// Start at [Workbench], a JUnit extension: it starts platforms ([TestPlatform]) as processes of their own, stops them
/// after the test, and shows their logs if it failed. [Kubectl] is the stock `kubectl`; [Eventually] waits.
@NullMarked
package io.paviour.testing;

import org.jspecify.annotations.NullMarked;

// Where a buffer's bytes are in memory, for native code. The address is only as good as the buffer: whoever uses
// it proves that the buffer is attached and long enough, and keeps it reachable until the code has returned.

import type { BufferViews } from "./buffer-views.js";
import { libc } from "./libc.js";

/**
 * The address of a buffer's first byte, as a number: addresses of user space are below 2^47. Asked of the system
 * once per buffer (about 100 ns).
 *
 * @throws DependencyError where koffi cannot be had
 */
export function addressOf(views: BufferViews): number {
  if (views.address === 0) views.address = Number(libc().address(views.buffer));
  return views.address;
}

// Questions while a slider moves: one under way, the newest waiting, those between dropped.

import { isAbort } from "./api";

/** apart is the least time between two quick questions, in ms: sixty a second are more than a screen shows and a polite client asks. */
const apart = 25;

export class Live {
  private busy = false;
  private waiting = false;
  private abort: AbortController | undefined;
  private timer = 0;
  private gone = false;

  /**
   * quick answers at once and is asked again and again; thorough is asked once things are still for a moment, and given up as soon as they are
   * not. Both read the state at the time they are called.
   */
  constructor(
    private readonly quick: () => Promise<void>,
    private readonly thorough: ((signal: AbortSignal) => Promise<void>) | undefined,
    private readonly failed: (e: Error) => void,
    private readonly pause = 350,
  ) {}

  ask(): void {
    this.abort?.abort();
    window.clearTimeout(this.timer);
    this.waiting = true;
    if (!this.busy) void this.run();
  }

  leave(): void {
    this.gone = true;
    this.abort?.abort();
    window.clearTimeout(this.timer);
    this.waiting = false;
  }

  private async run(): Promise<void> {
    this.busy = true;
    let well = true;
    while (this.waiting) {
      this.waiting = false;
      const began = performance.now();
      try {
        await this.quick();
        well = true;
      } catch (e) {
        well = false;
        if (!this.waiting && !this.gone) this.failed(e as Error);
      }
      const rest = apart - (performance.now() - began);
      if (this.waiting && rest > 0) await new Promise((done) => window.setTimeout(done, rest));
    }
    this.busy = false;
    if (!well || !this.thorough || this.gone) return;
    this.timer = window.setTimeout(() => {
      this.abort = new AbortController();
      this.thorough?.(this.abort.signal).catch((e: unknown) => {
        if (!isAbort(e) && !this.gone) this.failed(e as Error);
      });
    }, this.pause);
  }
}

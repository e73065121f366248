// The least there is of a test runner: named checks, each with its time, all run, failures printed at once and again at the end.

import { cpus, loadavg } from "node:os";

export class Report {
  constructor() {
    this.failures = [];
    this.passed = 0;
    this.over = [];
  }

  async check(name, f) {
    const began = performance.now();
    try {
      const note = await f();
      this.passed++;
      console.log(`  ok    ${name} (${Math.round(performance.now() - began)} ms)${note ? `: ${note}` : ""}`);
    } catch (e) {
      this.failures.push(name);
      console.log(`  FAIL  ${name}: ${e.stack ?? e}`);
    }
  }

  /** budget fails when a figure is above its limit. */
  budget(name, value, limit, unit) {
    const line = `${name}: ${value.toFixed(value < 100 ? 1 : 0)} ${unit}, at most ${limit} ${unit}`;
    if (value <= limit) {
      this.passed++;
      console.log(`  ok    ${line}`);
    } else {
      this.failures.push(name);
      console.log(`  FAIL  ${line}`);
    }
  }

  /** time prints a duration beside its limit. It does not fail: what a busy machine takes says nothing about the page. */
  time(name, value, limit) {
    const load = loadavg()[0] / cpus().length;
    const verdict = value <= limit ? "met" : "OVER";
    if (value > limit) this.over.push(name);
    console.log(`  ${verdict.padEnd(5)} ${name}: ${value.toFixed(value < 100 ? 1 : 0)} ms, wanted ${limit} ms (load of the machine ${load.toFixed(1)} a processor)`);
  }

  end() {
    console.log(`\nbrowser: ${this.passed} passed, ${this.failures.length} failed${this.over.length ? `; over the time that was wanted: ${this.over.join("; ")}` : ""}`);
    for (const f of this.failures) console.log(`  failed: ${f}`);
    return this.failures.length ? 1 : 0;
  }
}

/** equal compares by JSON. */
export function equal(got, want, what) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
  if (a !== b) throw new Error(`${what}: got ${a}, want ${b}`);
}

export function assert(truth, what) {
  if (!truth) throw new Error(what);
}

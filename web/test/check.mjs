// The least there is of a test runner: named checks, each with its time, all run, failures printed at once and again at the end.

export class Report {
  constructor() {
    this.failures = [];
    this.passed = 0;
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

  end() {
    console.log(`\nbrowser: ${this.passed} passed, ${this.failures.length} failed`);
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

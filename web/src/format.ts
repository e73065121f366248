// Numbers as people read them.

/** significant writes x with three significant digits, without exponents where that stays readable. */
export function significant(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return "–";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
    return `${mantissa} × 10${superscript(Number(exponent))}`;
  }
  return Number(x.toPrecision(digits)).toLocaleString("en", { maximumSignificantDigits: digits, useGrouping: false });
}

/** power writes a power of ten for an axis. */
export function power(x: number): string {
  return x >= 1e4 || x < 1e-3 ? `10${superscript(Math.round(Math.log10(x)))}` : String(Number(x.toPrecision(1)));
}

function superscript(n: number): string {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return (n < 0 ? "⁻" : "") + [...String(Math.abs(n))].map((d) => digits[Number(d)]).join("");
}

/** percent writes a fraction; what is not quite nothing or everything is not rounded to it. */
export function percent(x: number): string {
  if (!Number.isFinite(x)) return "–";
  const p = 100 * x;
  if (p > 0 && p < 0.5) return "<1 %";
  if (p < 100 && p > 99.5) return ">99 %";
  return `${Math.round(p)} %`;
}

/** hours writes a duration within a day. */
export function hours(x: number): string {
  return Number.isFinite(x) ? `${x.toFixed(1)} h` : "–";
}

/** nanomolar writes a concentration given in nM with a handy prefix. */
export function nanomolar(x: number): string {
  if (x >= 1e6) return `${significant(x / 1e6)} mM`;
  if (x >= 1e3) return `${significant(x / 1e3)} µM`;
  if (x < 1) return `${significant(x * 1e3)} pM`;
  return `${significant(x)} nM`;
}

/** capital begins a text with a capital letter. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** plural writes a count with its noun. */
export function plural(n: number, one: string, many = one + "s"): string {
  return `${n} ${n === 1 ? one : many}`;
}

// Colours of figures: the sequential ramp of the heat map and the series. They are those of the Go package report (color.go), so that a
// figure on the page and in a report look the same; a test there compares the numbers.

import { onTheme } from "./theme";

type Rgb = readonly [number, number, number];

// From little (pale) to much (deep); the order survives colour blindness and a print in grey.
const ramp: readonly Rgb[] = [
  [0xfb, 0xf8, 0xe3],
  [0xd9, 0xec, 0xc4],
  [0xa6, 0xd8, 0xbd],
  [0x6b, 0xbf, 0xbe],
  [0x41, 0x9f, 0xb9],
  [0x2c, 0x7d, 0xac],
  [0x2a, 0x5b, 0x96],
  [0x27, 0x3c, 0x76],
  [0x1a, 0x20, 0x4e],
];

const hex = (c: Rgb): string => "#" + c.map((v) => v.toString(16).padStart(2, "0")).join("");

function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export interface Paint {
  back: string;
  ink: string;
}

// A hundred steps are more than an eye tells apart; the table saves the arithmetic while a slider moves.
const paints: Paint[] = Array.from({ length: 101 }, (_, i) => {
  const p = (i / 100) * (ramp.length - 1);
  const k = Math.min(Math.floor(p), ramp.length - 2);
  const a = ramp[k] as Rgb;
  const b = ramp[k + 1] as Rgb;
  const mix = (j: 0 | 1 | 2): number => Math.round(a[j] + (p - k) * (b[j] - a[j]));
  const c: Rgb = [mix(0), mix(1), mix(2)];
  return { back: hex(c), ink: luminance(c) > 0.179 ? "#000000" : "#ffffff" };
});

/** paint is background and text colour for x between 0 and 1. */
export function paint(x: number): Paint {
  return paints[Math.max(0, Math.min(100, Math.round(100 * x)))] as Paint;
}

// A canvas needs a plain colour, and the style sheet's depends on the theme: an element resolves it. Kept until the theme changes.
const resolved = new Map<string, string>();
onTheme(() => resolved.clear());

/** token reads a colour of the theme, or of paper, as #rrggbb. */
export function token(name: string, paper = false): string {
  const known = (paper ? "paper " : "") + name;
  let colour = resolved.get(known);
  if (colour === undefined) {
    const probe = document.createElement("i");
    probe.style.setProperty("color", `var(--${name})`);
    if (paper) probe.style.setProperty("color-scheme", "light");
    document.body.append(probe);
    const numbers = getComputedStyle(probe).color.match(/[\d.]+/g)?.slice(0, 3).map(Number) ?? [];
    probe.remove();
    colour = hex([numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0]);
    resolved.set(known, colour);
  }
  return colour;
}

/** series is the colour of series i, on the page or on paper. */
export const series = (i: number, paper = false): string => token(`s${i % 8}`, paper);

/** dashes and glyphs go round with the colours, at other periods, so that no two series look alike without colour. */
export const dashes: readonly number[][] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [12, 4], [4, 2, 1, 2, 1, 2]];
export const glyphs: readonly string[] = ["●", "◆", "▲", "■", "○", "◇", "△"];

export const dash = (i: number): number[] => dashes[i % dashes.length] as number[];
export const glyph = (i: number): string => glyphs[i % glyphs.length] as string;

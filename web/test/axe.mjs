// WCAG 2.2 A and AA by axe-core, and what axe does not see: reflow at 320 pixels, and that nothing was asked of another machine.
import { AxeBuilder } from "@axe-core/playwright";
import { assert } from "./check.mjs";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const colours = ["color-contrast", "link-in-text-block"];

/**
 * axe fails on any violation. A theme differs from another in colours alone, and a width in anything but colours; so each rule runs once for what it
 * can see: all of them on a wide light page, those about colour on a dark one, the others on a narrow one.
 */
export async function axe(page, { dark, narrow }) {
  const builder = new AxeBuilder({ page });
  if (dark) builder.withRules(colours);
  else builder.withTags(tags);
  if (narrow) builder.disableRules(colours);
  const { violations, passes } = await builder.analyze();
  assert(violations.length === 0, violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n      ${v.nodes.slice(0, 4).map((n) => n.target.join(" ") + "  " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? "")).join("\n      ")}`).join("\n    "));
  return `${passes.length} rules`;
}

/** reflow fails when the page as a whole must be scrolled sideways; regions that scroll by themselves (maps, tables) may. */
export async function reflow(page) {
  const [wide, there] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert(wide <= there, `the page is ${wide} px wide in a window of ${there} px`);
}

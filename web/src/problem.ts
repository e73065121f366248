// A refusal of the server, shown with all its places.

import type { Refusal } from "./api";
import { h } from "./dom";
import { capital } from "./format";

/** problemBox shows what is wrong and what would be right. */
export function problemBox(e: Refusal | Error): HTMLElement {
  const problem = "problem" in e ? e.problem : { status: 0, title: "Something went wrong on this page", detail: e.message };
  return h("div", { class: "problem", role: "alert" },
    h("p", {}, h("b", {}, problem.title)),
    problem.detail && problem.detail !== problem.title && h("p", {}, problem.detail),
    problem.errors?.length ? h("ul", {}, problem.errors.map((x) => h("li", {},
      (x.line || x.location) && h("code", {}, x.line ? `line ${x.line}${x.col ? `, column ${x.col}` : ""}` : x.location), " ", x.message, x.suggestion && h("span", { class: "u" }, ` ${capital(x.suggestion)}.`)))) : null);
}

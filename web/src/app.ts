// The frame of the page: navigation, theme, notice; the views do the rest.

import { fill, h } from "./dom";
import { start, type Page } from "./router";
import { themeButton } from "./theme";
import { comparePage } from "./views/compare";
import { pathwayPage } from "./views/pathway";
import { designPage } from "./views/design";
import { riskPage } from "./views/risk";
import { evidencePage } from "./views/evidence";
import { statementsPage } from "./views/statements";
import { qualificationPage } from "./views/qualification";
import { trialsPage } from "./views/trials";
import { modelPage } from "./views/model";

// The order is that of the questions of a newcomer; what needs most knowledge stands last.
const pages: Page[] = [comparePage, pathwayPage, designPage, trialsPage, riskPage, evidencePage, statementsPage, qualificationPage, modelPage];

const links = pages.map((p) => h("a", { href: p.path }, p.name));
const list = h("ul", { id: "menu" }, links.map((a) => h("li", {}, a)));
const menu = h("button", { class: "menu", type: "button", "aria-expanded": "false", "aria-controls": "menu" }, "Menu");
const expand = (on: boolean): void => {
  menu.setAttribute("aria-expanded", String(on));
  list.classList.toggle("open", on);
};
menu.addEventListener("click", () => expand(menu.getAttribute("aria-expanded") !== "true"));

fill(
  document.getElementById("top") as HTMLElement,
  h("a", { class: "brand", href: "/compare" }, h("img", { src: "/icon.svg", alt: "", width: 24, height: 24 }), "jakstat"),
  h("nav", { "aria-label": "Views" }, menu, list),
  themeButton(),
);

fill(
  document.getElementById("foot") as HTMLElement,
  h("p", {}, "For research and teaching. Not for treating a patient: predictions are for populations, never for one person."),
  h("p", { class: "quiet" }, "Everything here is computed on this machine by the program that serves this page; no request leaves it. ",
    h("a", { href: "/openapi.json" }, "Programming interface"), "."),
);

start(pages, (page) => {
  expand(false);
  pages.forEach((p, i) => {
    if (p === page) links[i]?.setAttribute("aria-current", "page");
    else links[i]?.removeAttribute("aria-current");
  });
});

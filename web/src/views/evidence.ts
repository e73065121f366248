import { h } from "../dom";
import type { Page } from "../router";

export const evidencePage: Page = { path: "/evidence", name: "evidence", title: "evidence", open(place) { place.append(h("h1", {}, "evidence")); } };

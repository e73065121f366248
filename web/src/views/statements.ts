import { h } from "../dom";
import type { Page } from "../router";

export const statementsPage: Page = { path: "/statements", name: "statements", title: "statements", open(place) { place.append(h("h1", {}, "statements")); } };

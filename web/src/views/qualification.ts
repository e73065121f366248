import { h } from "../dom";
import type { Page } from "../router";

export const qualificationPage: Page = { path: "/qualification", name: "qualification", title: "qualification", open(place) { place.append(h("h1", {}, "qualification")); } };

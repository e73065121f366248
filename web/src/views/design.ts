import { h } from "../dom";
import type { Page } from "../router";

export const designPage: Page = { path: "/design", name: "design", title: "design", open(place) { place.append(h("h1", {}, "design")); } };

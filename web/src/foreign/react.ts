// The React of the explorer, which makes its elements in the old way (see `web/builder/foreign.ts`).
import { createElement as element } from "react";
import { language, text } from "../language";
import { inOther, translated } from "./texts";

export { Component, Fragment, PureComponent } from "react";

type Properties = Record<string, unknown> | null;
type Make = (type: unknown, properties: Properties, ...children: unknown[]) => unknown;
const make = element as unknown as Make;
const inChinese = language.value === "zh";

/** The kinds of operations that can be added. Elsewhere these are names of types, and no words. */
const KINDS: Record<string, string> = { Query: "查询", Mutation: "变更", Subscription: "订阅" };

export const createElement: Make = (type, properties, ...children) => {
  // The explorer gives them no names.
  if (type === "select" || (type === "input" && !properties?.placeholder)) {
    properties = { "aria-label": text(language.value, "value"), ...properties };
  }
  if (!inChinese) return make(type, properties, ...children);
  const told = children.map((child) => (type === "option" ? (KINDS[String(child)] ?? child) : inOther(child)));
  return make(type, translated(type, properties), ...told);
};

// Operations that somebody saved in this browser.
import { Cell } from "./cell";
import { kept } from "./kept";
import type { Shared } from "./share";

const KEY = "linli:saved";

export interface Saved extends Shared {
  name: string;
}

function isSaved(item: unknown): item is Saved {
  const found = item as Saved | null;
  return typeof found?.name === "string" && typeof found.query === "string" && typeof found.variables === "string";
}

function read(): Saved[] {
  try {
    const found: unknown = JSON.parse(kept.get(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(isSaved) : [];
  } catch (error) {
    console.warn("What was saved cannot be read:", error);
    return [];
  }
}

export const saved = new Cell<Saved[]>(read());

/** Saves an operation in the place of one of the same name; false if the browser keeps nothing. */
export function save(item: Saved): boolean {
  return keep([...saved.value.filter((one) => one.name !== item.name), item]);
}

export function remove(name: string): boolean {
  return keep(saved.value.filter((one) => one.name !== name));
}

function keep(items: Saved[]): boolean {
  items.sort((one, other) => one.name.localeCompare(other.name));
  saved.set(items);
  return kept.set(KEY, JSON.stringify(items));
}

// Chinese or English: as chosen here before, else as the browser prefers.
import { Cell, useCell } from "./cell";
import { kept } from "./kept";
import { TEXTS, type TextKey } from "./texts";

export type Language = "zh" | "en";

const KEY = "linli:language";

function initial(): Language {
  const chosen = kept.get(KEY);
  if (chosen === "zh" || chosen === "en") return chosen;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export const language = new Cell<Language>(initial());

function mark(): void {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
}

/** Chooses a language. The page is loaded anew: GraphiQL and its editor have their texts from the beginning on. */
export function choose(chosen: Language): void {
  if (kept.set(KEY, chosen)) {
    location.reload();
    return;
  }
  // Where nothing may be kept, at least what is ours changes.
  language.set(chosen);
  mark();
}

mark();

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** A text in a language, with the values in place of `{name}`. */
export function text(chosen: Language, key: TextKey, values: Record<string, string | number> = {}): string {
  const found: string = TEXTS[key][chosen === "zh" ? 0 : 1];
  return found.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function useTexts(): { t: Translate; chosen: Language } {
  const chosen = useCell(language);
  return { t: (key, values) => text(chosen, key, values), chosen };
}

/** The title of something that has one in both languages; the Chinese one where there is no other. */
export function titled(chosen: Language, zh: string, en: string | null | undefined): string {
  return chosen === "en" && en ? en : zh;
}

// What is installed, and where it is enabled.
import { useCallback, useEffect, useState } from "react";
import { AskFailed, ask, CITY } from "./ask";
import { Cell } from "./cell";

export interface Module {
  name: string;
  titleZh: string;
  titleEn: string;
  version: string;
  description: string;
}

export interface District {
  areaId: string;
  slug: string;
  name: string;
  nameEn: string | null;
  modules: string[];
}

export interface Installation {
  version: string;
  modules: Module[];
  districts: District[];
}

const INSTALLATION = `{
  installation {
    version
    modules { name titleZh titleEn version description }
    districts { areaId slug name nameEn modules }
  }
}`;

export const installation = new Cell<Installation | null>(null);

/** Asks again. Throws AskFailed. */
export async function lookAtInstallation(): Promise<void> {
  installation.set((await ask<{ installation: Installation }>(CITY, INSTALLATION, {}, null)).installation);
}

export type Loaded<T> = { state: "loading" } | { state: "failed"; message: string } | { state: "there"; value: T };

/** What a question gives, asked again when `key` changes, and by the function that comes with it. */
export function useLoaded<T>(key: string, load: () => Promise<T>): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  useEffect(() => {
    let current = true;
    setLoaded({ state: "loading" });
    load().then(
      (value) => current && setLoaded({ state: "there", value }),
      (error: unknown) => {
        if (!(error instanceof AskFailed)) throw error;
        if (current) setLoaded({ state: "failed", message: error.message });
      },
    );
    return () => {
      current = false;
    };
    // `load` is another function with every rendering; `key` says what it asks.
  }, [key, turn]);
  return [loaded, again];
}

// What the browser keeps. Storage may be forbidden or full: then nothing is kept, and the console goes on.

function reported<T>(action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    console.warn("The browser keeps nothing for this page:", error);
    return null;
  }
}

export interface Keeper {
  get(key: string): string | null;
  set(key: string, value: string | null): boolean;
}

function keeper(storage: () => Storage): Keeper {
  return {
    get: (key) => reported(() => storage().getItem(key)),
    set: (key, value) =>
      reported(() => {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, value);
        return true;
      }) ?? false,
  };
}

/** Until the browser's data are cleared. */
export const kept = keeper(() => localStorage);
/** As long as this tab is open. */
export const keptInSession = keeper(() => sessionStorage);

// The token, kept in the session alone, and who it says that one is.
import { AskFailed, ask, CITY } from "./ask";
import { Cell } from "./cell";
import { keptInSession } from "./kept";

const KEY = "linli:token";

export interface Viewer {
  kind: "ANONYMOUS" | "ADMIN" | "PERSON" | "PROGRAM";
  person: { displayName: string } | null;
  roles: { role: string; titleZh: string; titleEn: string; scope: { name: string; nameEn: string | null } }[];
  permissions: { name: string; everywhere: boolean }[];
}

const VIEWER = `{
  viewer {
    kind
    person { displayName }
    roles { role titleZh titleEn scope { name nameEn } }
    permissions { name everywhere }
  }
}`;

const NOBODY: Viewer = { kind: "ANONYMOUS", person: null, roles: [], permissions: [] };

export const token = new Cell<string | null>(keptInSession.get(KEY));
export const viewer = new Cell<Viewer>(NOBODY);

/** Signs in. Throws AskFailed, with the code UNAUTHENTICATED for a token that nobody has; then nobody is signed in. */
export async function signIn(given: string): Promise<void> {
  const { viewer: found } = await ask<{ viewer: Viewer }>(CITY, VIEWER, {}, given);
  keptInSession.set(KEY, given);
  token.set(given);
  viewer.set(found);
}

export function signOut(): void {
  keptInSession.set(KEY, null);
  token.set(null);
  viewer.set(NOBODY);
}

/** Signs in again with the token that this tab has kept. */
export async function resume(): Promise<void> {
  if (token.value === null) return;
  try {
    await signIn(token.value);
  } catch (error) {
    if (!(error instanceof AskFailed)) throw error;
    // A server that cannot be reached says nothing of the token.
    if (error.code === "UNAUTHENTICATED") signOut();
  }
}

/** Whether the viewer has a permission everywhere. */
export function may(who: Viewer, permission: string): boolean {
  return who.permissions.some((one) => one.name === permission && one.everywhere);
}

import { client } from "./client.js";
import { type PinFragment, RenamePlaceDocument, StoresNearbyDocument, type StoresNearbyQuery } from "./generated.js";

/** All stores within a radius of metres, page by page; at most `most` of them. */
export async function storesNearby(
  ask: ReturnType<typeof client>,
  here: { latitude: number; longitude: number },
  radius: number,
  most = 100,
): Promise<PinFragment[]> {
  const found: PinFragment[] = [];
  let after: string | null = null;
  do {
    const { places }: StoresNearbyQuery = await ask(StoresNearbyDocument, { near: { ...here, radius, crs: "GCJ02" }, after });
    found.push(...places.nodes);
    after = places.pageInfo.hasNextPage ? places.pageInfo.endCursor : null;
  } while (after !== null && found.length < most);
  return found.slice(0, most);
}

/** What a map shows; a place without a location is in the list, and not on the map. */
export function marker(pin: PinFragment): string {
  const where = pin.location === null ? "?" : `${pin.location.latitude},${pin.location.longitude}`;
  return `${pin.name} (${pin.kindLabel}) ${where}`;
}

/** Rename a place that was read in a version. Gives what is wrong with the name, for the form; nothing if it was done. */
export async function rename(
  ask: ReturnType<typeof client>,
  id: string,
  name: string,
  expectedVersion: number,
): Promise<string[]> {
  const { updatePlace } = await ask(RenamePlaceDocument, { input: { id, name, expectedVersion } });
  // A mutation is null only beside an error, which `ask` has thrown.
  return (updatePlace?.userErrors ?? []).map((error) => `${error.field?.join(".") ?? ""}: ${error.message}`);
}

// Links to an operation: the query and its variables in the address's fragment, which no server sees. Never a token.

export interface Shared {
  query: string;
  variables: string;
}

/** The operation in a fragment such as `#query=…&variables=…`; null if there is none. */
export function sharedIn(fragment: string): Shared | null {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  const query = parameters.get("query");
  return query === null ? null : { query, variables: parameters.get("variables") ?? "" };
}

export function fragmentOf({ query, variables }: Shared): string {
  const parameters = new URLSearchParams({ query });
  if (variables.trim()) parameters.set("variables", variables);
  return `#${parameters}`;
}

export function linkTo(address: string, shared: Shared): string {
  return `${location.origin}${address}${fragmentOf(shared)}`;
}

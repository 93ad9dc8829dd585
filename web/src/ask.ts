// Questions that the console itself asks.
import { language } from "./language";

/** The address of the whole city. */
export const CITY = "/graphql";
/** The address that this page is at, and asks. */
export const HERE = location.pathname;

/** The answer was an error, or there was none. `code` is that of the first error; "" if the server was not reached. */
export class AskFailed extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

interface Answer<T> {
  data?: T | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export function headersFor(token: string | null, accept: string): Record<string, string> {
  return {
    "Content-Type": "application/json",
    Accept: accept,
    "Accept-Language": language.value === "zh" ? "zh-CN" : "en",
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
  };
}

/** The data of an operation. Throws AskFailed. */
export async function ask<T>(
  address: string,
  query: string,
  variables: Record<string, unknown>,
  token: string | null,
): Promise<T> {
  let answer: Answer<T>;
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: headersFor(token, "application/graphql-response+json"),
      body: JSON.stringify({ query, variables }),
    });
    answer = (await response.json()) as Answer<T>;
  } catch (error) {
    throw new AskFailed(String(error), "");
  }
  const [first] = answer.errors ?? [];
  if (first !== undefined) throw new AskFailed(first.message, first.extensions?.code ?? "");
  if (answer.data === undefined || answer.data === null) throw new AskFailed("no data", "");
  return answer.data;
}

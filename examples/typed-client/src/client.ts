import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";

/** A question that was not answered. Branch on `code`; the message is for developers. */
export class NotAnswered extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** By this id the administrator finds the request in the log. */
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}

/** Ask a server; gives all of the data. Throws NotAnswered for errors, and what `fetch` throws. */
export function client(endpoint: string, token?: string) {
  return async function ask<Data, Variables>(
    question: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/graphql-response+json",
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query: print(question), variables }),
    });
    const answer = (await response.json()) as Answer<Data>;
    const error = answer.errors?.[0];
    if (error !== undefined || answer.data == null) {
      const code = error?.extensions.code ?? "INTERNAL";
      throw new NotAnswered(code, error?.message ?? "There is no data.", response.headers.get("X-Request-ID"));
    }
    return answer.data;
  };
}

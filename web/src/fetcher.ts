// How GraphiQL asks: with the token, and with the wish to know what an answer costs, which is shown beside it.
import type { Fetcher, FetcherParams, FetcherResult } from "@graphiql/toolkit";
import { type DocumentNode, getOperationAST } from "graphql";
import { HERE, headersFor } from "./ask";
import { Cell } from "./cell";
import { editorIsThere } from "./ready";
import { may, token, viewer } from "./session";
import { eventsIn } from "./events";

export interface Explained {
  field: string;
  statement: string | null;
  parameters: number;
  plan: string | null;
}

export interface Measures {
  cost: number;
  costLimit: number;
  /** Null for those who may not see how statements are run. */
  milliseconds: number | null;
  explain?: Explained[];
}

/** What is known of the last answer. */
export interface Measured {
  measures: Measures | null;
  roundTrip: number;
  bytes: number;
}

export const measured = new Cell<Measured | null>(null);
/** Whether the SQL and its plan are asked for; without the permission they never are. */
export const explaining = new Cell(false);

const INTROSPECTION = "IntrospectionQuery";
const encoder = new TextEncoder();

export const fetcher: Fetcher = (parameters, options) => {
  const kind = operationOf(parameters, options?.documentAST);
  const headers = { ...headersFor(token.value, accepted(kind)), ...(options?.headers as Record<string, string>) };
  if (kind === "subscription") {
    measured.set(null);
    return eventsIn(HERE, headers, parameters);
  }
  return parameters.operationName === INTROSPECTION ? introspected(headers, parameters) : answered(headers, parameters, kind);
};

function operationOf(parameters: FetcherParams, document: DocumentNode | undefined): string {
  return (document && getOperationAST(document, parameters.operationName)?.operation) ?? "query";
}

function accepted(kind: string): string {
  return kind === "subscription" ? "text/event-stream" : "application/graphql-response+json";
}

async function introspected(headers: Record<string, string>, parameters: FetcherParams): Promise<FetcherResult> {
  // A megabyte, from which GraphiQL builds a schema.
  await editorIsThere;
  const response = await fetch(HERE, { method: "POST", headers, body: JSON.stringify(parameters) });
  return (await response.json()) as FetcherResult;
}

async function answered(
  headers: Record<string, string>,
  parameters: FetcherParams,
  kind: string,
): Promise<FetcherResult> {
  measured.set(null);
  const explain = explaining.value && kind === "query" && may(viewer.value, "operations.explain");
  const body = JSON.stringify({ ...parameters, extensions: { linli: { cost: true, explain } } });
  const started = performance.now();
  const response = await fetch(HERE, { method: "POST", headers, body });
  const text = await response.text();
  const roundTrip = performance.now() - started;
  const answer = JSON.parse(text) as { extensions?: { linli?: Measures } };
  const measures = answer.extensions?.linli ?? null;
  if (answer.extensions !== undefined) {
    delete answer.extensions.linli;
    if (Object.keys(answer.extensions).length === 0) delete answer.extensions;
  }
  measured.set({ measures, roundTrip, bytes: encoder.encode(JSON.stringify(answer)).length });
  return answer as FetcherResult;
}

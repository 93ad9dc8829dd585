// Subscriptions: the results in a stream of events (GraphQL over Server-Sent Events, distinct connections).
import type { FetcherParams, FetcherResult } from "@graphiql/toolkit";

/** The results, one after the other. Whoever ends the iteration closes the stream, also while it waits. */
export function eventsIn(
  address: string,
  headers: Record<string, string>,
  parameters: FetcherParams,
): AsyncIterable<FetcherResult> {
  const stop = new AbortController();
  const results = read(address, headers, parameters, stop.signal);
  const iterator: AsyncIterator<FetcherResult> = {
    next: () => results.next(),
    return: async () => {
      stop.abort();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* read(
  address: string,
  headers: Record<string, string>,
  parameters: FetcherParams,
  signal: AbortSignal,
): AsyncGenerator<FetcherResult, void> {
  try {
    const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(parameters), signal });
    if (response.body === null || !response.headers.get("content-type")?.startsWith("text/event-stream")) {
      yield (await response.json()) as FetcherResult;
      return;
    }
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const fields = new Map(event.split("\n").map(pair));
        if (fields.get("event") === "complete") return;
        const data = fields.get("data");
        if (fields.get("event") === "next" && data !== undefined) yield JSON.parse(data) as FetcherResult;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function pair(line: string): [string, string] {
  const colon = line.indexOf(":");
  return colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}

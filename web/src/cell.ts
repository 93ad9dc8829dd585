// A value that components follow, and that is there outside of them too.
import { useSyncExternalStore } from "react";

export class Cell<T> {
  #value: T;
  #followers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    for (const follower of this.#followers) follower();
  }

  readonly follow = (follower: () => void): (() => void) => {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  };
}

export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(cell.follow, () => cell.value);
}

/** The number of entries that a log returns at most. Callers without an account have a log, too. */
export const entriesPerAccount = 10_000;

/** The latest entries of an account, oldest first, and the number of items in the removed entries. */
export type LogContents<T> = { entries: readonly T[]; dropped: number };

/** An entry, and the number of items in all entries before it. */
export type CountedEntry<T> = { entry: T; before: number };

export type EntrySizes<T> = {
  measureBytes: (entry: T) => number;
  /** The number of items in an entry. Default: 1. */
  getCount?: (entry: T) => number;
};

/** The latest entries of one account, in memory. If they have more than 10,000 items, the oldest entries are removed. */
export class AccountLog<T> {
  readonly #measureBytes: (entry: T) => number;
  readonly #getCount: (entry: T) => number;
  /** Oldest first. */
  #entries: T[] = [];
  /** The number of items in the entries. */
  #count = 0;
  #bytes = 0;
  /** The number of items in the removed entries. */
  #dropped = 0;
  /** How many entries were removed. */
  #removed = 0;

  constructor({ measureBytes, getCount = () => 1 }: EntrySizes<T>) {
    this.#measureBytes = measureBytes;
    this.#getCount = getCount;
  }

  get count(): number {
    return this.#count;
  }

  /** How many bytes the entries take. */
  get bytes(): number {
    return this.#bytes;
  }

  add(entry: T): void {
    this.#entries.push(entry);
    this.#count += this.#getCount(entry);
    this.#bytes += this.#measureBytes(entry);
    // Removing entries one by one would copy the list for each of them.
    if (this.#count >= 2 * entriesPerAccount) this.#dropOverCount();
  }

  /** Removes the oldest entries while the condition holds for them. */
  dropWhile(isTooMuch: (oldest: T) => boolean): void {
    let removed = 0;
    for (const oldest of this.#entries) {
      if (!isTooMuch(oldest)) break;
      const count = this.#getCount(oldest);
      this.#count -= count;
      this.#dropped += count;
      this.#bytes -= this.#measureBytes(oldest);
      removed += 1;
    }
    this.#removed += removed;
    if (removed > 0) this.#entries = this.#entries.slice(removed);
  }

  #dropOverCount(): void {
    this.dropWhile((oldest) => this.#count - this.#getCount(oldest) >= entriesPerAccount);
  }

  read(): LogContents<T> {
    this.#dropOverCount();
    return { entries: this.#entries.slice(), dropped: this.#dropped };
  }

  /**
   * Iterates over the current entries, oldest first. It reads an entry only when the iteration reaches it, so a paused
   * iteration keeps no entries in memory. It skips an entry that was removed in the meantime.
   */
  iterate(): Iterable<CountedEntry<T>> {
    // The end is determined now, because entries that are added later do not belong to the iteration.
    return this.#entriesBefore(this.#removed + this.#entries.length);
  }

  *#entriesBefore(end: number): Generator<CountedEntry<T>> {
    let [number, before] = [this.#removed, this.#dropped];
    while (number < end) {
      if (number < this.#removed) [number, before] = [this.#removed, this.#dropped];
      const entry = this.#entries[number - this.#removed];
      if (number >= end || entry === undefined) return;
      const count = this.#getCount(entry);
      yield { entry, before };
      number += 1;
      before += count;
    }
  }

  /**
   * Replaces each entry by another entry with the same number of items, the newest first. Once the new entries take more bytes
   * than the limit, the older entries are removed.
   */
  replaceEntries(change: (entry: T) => T, maxBytes: number): void {
    this.#dropOverCount();
    const changed: T[] = [];
    let bytes = 0;
    for (const entry of this.#entries.toReversed()) {
      if (bytes > maxBytes) break;
      const next = change(entry);
      changed.push(next);
      bytes += this.#measureBytes(next);
    }
    let surplus = this.#entries.length - changed.length;
    this.dropWhile(() => surplus-- > 0);
    this.#entries = changed.reverse();
    this.#bytes = bytes;
  }
}

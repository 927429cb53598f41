import type { Database } from 'better-sqlite3';
import { getUnlockCost } from '../../domain/credits.ts';
import { atomic } from '../connection/transactions.ts';
import type { Account } from './account-repository.ts';
import type { CreditStore, TooFew } from './credit-repository.ts';
import type { PeopleStore } from './people-repository.ts';

export type Unlocked = { unlocked: number; credits_charged: number; wallet_balance: number };

/** Unlocks records for an account and charges for those it did not own; all of it or nothing (U2–U5). */
export const unlocker = (db: Database, people: PeopleStore, credits: CreditStore) =>
  atomic(
    db,
    (
      account: Account,
      uuids: readonly string[],
      type: 'email' | 'phone',
      now: number,
      request: string,
    ): Unlocked | TooFew | { unknown: string } => {
      const asked = [...new Set(uuids.map((uuid) => uuid.toLowerCase()))];
      const unknown = asked.find((uuid) => !people.has(account, uuid));
      if (unknown !== undefined) return { unknown };
      const fresh = asked.filter((uuid) => !people.unlocked(account.name, uuid)?.[type]);
      const total = fresh.reduce((sum, uuid) => sum + getUnlockCost(type, people.hasPhone(account, uuid)), 0);
      const refused = credits.charge(account.name, total, now, `unlock ${type} of ${fresh.length}`, request);
      if (refused) return refused;
      for (const uuid of fresh) {
        const before = people.unlocked(account.name, uuid);
        const owned = { email: before?.email === 1, phone: before?.phone === 1, [type]: true };
        people.setUnlock(account.name, uuid, owned.email, owned.phone);
      }
      return { unlocked: fresh.length, credits_charged: total, wallet_balance: credits.balance(account.name) };
    },
  );

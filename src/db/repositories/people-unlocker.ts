import type { Database } from 'better-sqlite3';
import { getUnlockCost } from '../../domain/credits.ts';
import { createTransaction } from '../connection/transactions.ts';
import type { Account } from './account-repository.ts';
import type { CreditRepository, TooFewCredits } from './credit-repository.ts';
import type { PeopleRepository } from './people-repository.ts';

type UnlockResult = { unlocked: number; credits_charged: number; wallet_balance: number };

/** Creates the function that unlocks records for an account and charges for the newly unlocked ones, all or nothing (U2–U5). */
export const createPeopleUnlocker = (db: Database, people: PeopleRepository, credits: CreditRepository) =>
  createTransaction(
    db,
    (
      account: Account,
      uuids: readonly string[],
      type: 'email' | 'phone',
      now: number,
      request: string,
    ): UnlockResult | TooFewCredits | { unknown: string } => {
      const distinct = [...new Set(uuids.map((uuid) => uuid.toLowerCase()))];
      const unknown = distinct.find((uuid) => !people.has(account, uuid));
      if (unknown !== undefined) return { unknown };
      const locked = distinct.filter((uuid) => !people.findUnlock(account.name, uuid)?.[type]);
      const total = locked.reduce((sum, uuid) => sum + getUnlockCost(type, people.hasPhone(account, uuid)), 0);
      const refused = credits.charge(account.name, total, now, `unlock ${type} of ${locked.length}`, request);
      if (refused) return refused;
      for (const uuid of locked) {
        const before = people.findUnlock(account.name, uuid);
        const owned = { email: before?.email === 1, phone: before?.phone === 1, [type]: true };
        people.setUnlock(account.name, uuid, owned.email, owned.phone);
      }
      return { unlocked: locked.length, credits_charged: total, wallet_balance: credits.getBalance(account.name) };
    },
  );

import type { BalanceView, Move } from './view.ts';

/** The moves to start now, best first. See docs/design/balance.md. */
export function decide(view: BalanceView): Move[] {
  void view;
  return [];
}

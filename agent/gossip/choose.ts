/** A number from 0 up to 1, by chance. */
export type Random = () => number;

/**
 * Whom to tell: one of all members but us, each as likely, so that knowledge spreads as ages.ts says. Silent ones (suspected,
 * unheard of, gone) are passed over but for one turn in `silentTurn`, so that few messages are spent on them and
 * one that has come back is noticed. Null where nobody is left.
 */
export function choose(
  members: readonly number[],
  self: number,
  isSilent: (id: number) => boolean,
  random: Random,
  silentTurn: number,
): number | null {
  const wantsSilent = random() * silentTurn < 1;
  for (let tries = 0; tries < TRIES; tries++) {
    const id = members[Math.floor(random() * members.length)];
    if (id !== undefined && id !== self && (wantsSilent || !isSilent(id))) return id;
  }
  // Only silent ones came up, or there are hardly any others.
  const others = members.filter((id) => id !== self);
  const heard = others.filter((id) => !isSilent(id));
  const among = heard.length > 0 ? heard : others;
  return among[Math.floor(random() * among.length)] ?? null;
}

const TRIES = 8;

/** What commands need of the agent's own environment: to find it, and its user's files. */
const OWN = /^(PATH|HOME|USER|LOGNAME|TZ|TMPDIR|OMOSIX_HOME|XDG_\w+)$/;
/** What a client may say: how its terminal writes and what it shows. */
const LOCALE = /^(LANG|LANGUAGE|LC_[A-Z]{1,20})$/;
const FROM_CLIENT = /^(LANG|LANGUAGE|LC_[A-Z]{1,20}|COLORTERM|NO_COLOR|TERM)$/;
const VALUE = /^[\w.@:+,=-]{0,100}$/;

export const mayBeSet = (name: string, value: string): boolean => FROM_CLIENT.test(name) && VALUE.test(value);

/** Set for commands that an ssh client started: what touches the machine beside the cluster they leave alone. */
export const OVER_SSH = 'OMOSIX_OVER_SSH';

/** `client`: what it has said. Where it says nothing of its locale, the agent's is as good a guess as any. */
export function environmentOf(
  agent: NodeJS.ProcessEnv,
  client: Readonly<Record<string, string>>,
): Record<string, string> {
  const saysLocale = Object.keys(client).some((name) => LOCALE.test(name));
  const own = Object.entries(agent).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (OWN.test(entry[0]) || (!saysLocale && LOCALE.test(entry[0]))),
  );
  return { ...Object.fromEntries(own), ...client, [OVER_SSH]: '1' };
}

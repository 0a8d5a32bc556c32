import { InvalidArgumentError } from 'commander';

/** What options of omd may be: parsers that say what is wrong. */
export const number = (least: number, most: number) => (text: string) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  }
  return value;
};

export function address(text: string): { host: string; port: number } {
  const match = /^\[?(.+?)\]?:(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError("It must be HOST:PORT, e.g. '0.0.0.0:4712' or '[::]:4712'.");
  return { host: match[1] as string, port: number(0, 65535)(match[2] as string) };
}

export function receiver(text: string): string {
  const isUrl = /^[a-z][a-z+.-]*:\/\//i.test(text);
  if (text.trim() === '' || (isUrl && !/^https?:\/\//i.test(text)) || (isUrl && !URL.canParse(text)))
    throw new InvalidArgumentError(
      "It must be a command, or a URL that begins with 'http://' or 'https://'.",
    );
  return text;
}

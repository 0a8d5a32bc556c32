import { inside, isCluster, type Place, placeOf, statIfThere } from './place.ts';

/** A pattern of the shell as a regular expression: `*`, `?`, `[a-z]`, `[!a-z]`, `\` before what means itself. */
export function patternOf(glob: string): RegExp {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at]!;
    const end = character === '[' ? glob.indexOf(']', at + 2) : -1;
    if (character === '*') source += '.*';
    else if (character === '?') source += '.';
    else if (end > 0) {
      const set = glob.slice(at + 1, end).replace(/\\/g, '\\\\');
      source += `[${set.startsWith('!') ? `^${set.slice(1)}` : set.replace(/^\^/, '\\^')}]`;
      at = end;
    } else {
      if (character === '\\' && at + 1 < glob.length) at++;
      source += glob[at]!.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
    }
  }
  return new RegExp(`^${source}$`, 's');
}

const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** What the shell cannot see it cannot expand: patterns in the cluster's paths are expanded here, if nothing has that very name. */
export async function expanded(operands: readonly string[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const operand of operands) {
    const place = await placeOf(operand);
    if (!isCluster(place) || !isPattern(operand) || (await statIfThere(place, false).catch(() => null)))
      places.push(place);
    else {
      const found = await matches(await placeOf('/mfs'), operand.split('/').filter(Boolean).slice(1));
      places.push(...(found.length > 0 ? found : [place]));
    }
  }
  return places;
}

async function matches(place: Place, names: readonly string[]): Promise<Place[]> {
  const [name, ...others] = names;
  if (name === undefined) return (await statIfThere(place, false).catch(() => null)) ? [place] : [];
  if (!isPattern(name)) return matches(inside(place, name), others);
  const pattern = patternOf(name);
  const entries = await place.tree.readdir(place.path).catch(() => []);
  const found: Place[] = [];
  for (const entry of entries.map((one) => one.name).sort())
    if (pattern.test(entry) && (!entry.startsWith('.') || name.startsWith('.')))
      found.push(...(await matches(inside(place, entry), others)));
  return found;
}

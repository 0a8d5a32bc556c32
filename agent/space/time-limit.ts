import { OmosixError } from '../../protocol/errors.ts';

/** What comes of a question, unless that takes too long. @throws OmosixError ETIMEOUT with these words */
export async function within<T>(limitMs: number, question: Promise<T>, words: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OmosixError('ETIMEOUT', words)), limitMs);
  });
  try {
    return await Promise.race([question, late]);
  } finally {
    clearTimeout(timer);
  }
}

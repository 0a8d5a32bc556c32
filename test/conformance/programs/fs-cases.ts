// What the programs of files share.
import * as fs from 'node:fs';

export const opened = <T>(flags: string, act: (fd: number) => T, name = 'data'): T => {
  const fd = fs.openSync(name, flags);
  try {
    return act(fd);
  } finally {
    fs.closeSync(fd);
  }
};

export const handled = async (
  act: (handle: fs.promises.FileHandle) => Promise<unknown>,
  flags = 'r',
  name = 'data',
): Promise<unknown> => {
  const handle = await fs.promises.open(name, flags);
  try {
    return await act(handle);
  } finally {
    await handle.close();
  }
};

import type { Attributes, FileTree } from '../tree.ts';
import { type Answer, attributes, done, handle, name, names, space, status } from './answers.ts';
import { masked, takeAttributes } from './attributes.ts';
import { absolute, areaOf, realPath } from './paths.ts';
import type { Handler } from './request.ts';
import { SftpError, Status } from './status.ts';

/** Entries of one answer: with names of 255 bytes it stays below a packet's limit. */
const ENTRIES_OF_ONE_ANSWER = 100;
const DEFAULT_DIRECTORY_MODE = 0o777;

/** A request about one path. */
const onPath =
  (how: 'look' | 'change', act: (tree: FileTree, path: string) => Promise<Answer>): Handler =>
  (fields, { tree }) => {
    const path = absolute(fields.text());
    return { touches: { areas: [areaOf(path)], how }, run: () => act(tree, path) };
  };

/** A request that changes two names, or the name of one file. */
const onPaths =
  (act: (tree: FileTree, from: string, to: string) => Promise<void>): Handler =>
  (fields, { tree }) => {
    const from = absolute(fields.text());
    const to = absolute(fields.text());
    return {
      touches: { areas: [areaOf(from), areaOf(to)], how: 'change' },
      run: async () => {
        await act(tree, from, to);
        return done;
      },
    };
  };

export const stat = onPath('look', async (tree, path) => attributes(await tree.stat(path)));
export const lstat = onPath('look', async (tree, path) => attributes(await tree.lstat(path)));
export const readlink = onPath('look', async (tree, path) => name(await tree.readlink(path)));
export const realpath = onPath('look', async (tree, path) => name(await realPath(tree, path)));
/** statvfs@openssh.com */
export const statvfs = onPath('look', async (tree, path) => space(await tree.statfs(path)));
export const remove = onPath('change', async (tree, path) => {
  await tree.unlink(path);
  return done;
});
export const rmdir = onPath('change', async (tree, path) => {
  await tree.rmdir(path);
  return done;
});

/** posix-rename@openssh.com */
export const posixRename = onPaths((tree, from, to) => tree.rename(from, to));
/** hardlink@openssh.com */
export const hardlink = onPaths((tree, existing, path) => tree.link(existing, path));

/** Version 3 says that it replaces nothing. */
export const rename = onPaths(async (tree, from, to) => {
  const there = await tree.lstat(to).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (there) throw new SftpError(Status.FAILURE, 'file already exists');
  await tree.rename(from, to);
});

/** expand-path@openssh.com: the user's home in this tree is its root. */
export const expandPath: Handler = (fields, { tree }) => {
  const path = absolute(fields.text().replace(/^~(?=\/|$)/, '/'));
  return {
    touches: { areas: [areaOf(path)], how: 'look' },
    run: async () => name(await realPath(tree, path)),
  };
};

/** The draft says link, then target; OpenSSH says it the other way round, and so does everyone who talks to servers as its own. */
export const symlink: Handler = (fields, { tree }) => {
  const target = fields.text();
  const path = absolute(fields.text());
  return {
    touches: { areas: [areaOf(path)], how: 'change' },
    run: async () => {
      await tree.symlink(target, path);
      return done;
    },
  };
};

export const mkdir: Handler = (fields, { tree }) => {
  const path = absolute(fields.text());
  const mode = masked(takeAttributes(fields).mode ?? DEFAULT_DIRECTORY_MODE);
  return {
    touches: { areas: [areaOf(path)], how: 'change' },
    run: async () => {
      await tree.mkdir(path, mode);
      return done;
    },
  };
};

/**
 * sshfs names links by paths that the kernel has followed already, and has only this request to set their times and owners: what a link
 * stands for is not meant then. Modes and sizes links do not have.
 */
const isOfWhatItStandsFor = ({ mode, size }: Attributes): boolean => mode !== undefined || size !== undefined;

const setting =
  (mayFollow: boolean): Handler =>
  (fields, { tree }) => {
    const path = absolute(fields.text());
    const wanted: Attributes = takeAttributes(fields);
    return {
      touches: { areas: [areaOf(path)], how: 'change' },
      run: async () => {
        await tree.setAttributes(path, wanted, mayFollow && isOfWhatItStandsFor(wanted));
        return done;
      },
    };
  };
export const setstat = setting(true);
/** lsetstat@openssh.com */
export const lsetstat = setting(false);

export const fstat: Handler = (fields, { tree, handles }) => {
  const found = handles.any(fields.string());
  return {
    touches: { areas: [areaOf(found.path)], how: 'look' },
    run: async () => attributes('file' in found ? await found.file.stat() : await tree.stat(found.path)),
  };
};

export const fsetstat: Handler = (fields, { tree, handles }) => {
  const found = handles.any(fields.string());
  const wanted = takeAttributes(fields);
  return {
    touches: { areas: [areaOf(found.path)], how: 'change' },
    run: async () => {
      if ('file' in found) await found.file.setAttributes(wanted);
      else await tree.setAttributes(found.path, wanted, true);
      return done;
    },
  };
};

/** fstatvfs@openssh.com */
export const fstatvfs: Handler = (fields, { tree, handles }) => {
  const { path } = handles.any(fields.string());
  return { touches: { areas: [areaOf(path)], how: 'look' }, run: async () => space(await tree.statfs(path)) };
};

export const opendir: Handler = (fields, { tree, handles }) => {
  const path = absolute(fields.text());
  return {
    touches: { areas: [areaOf(path)], how: 'look' },
    run: async () => {
      handles.assertRoom();
      // Read now, so that what is no directory is not opened.
      const entries = await tree.readdir(path);
      const own = await tree.stat(path);
      const dots = ['.', '..'].map((dot) => ({ name: dot, stat: own }));
      return handle(handles.add({ path, entries: [...dots, ...entries] }));
    },
  };
};

export const readdir: Handler = (fields, { handles }) => {
  const directory = handles.directory(fields.string());
  const page = directory.entries.splice(0, ENTRIES_OF_ONE_ANSWER);
  return {
    touches: { areas: [areaOf(directory.path)], how: 'look' },
    run: async () => (page.length > 0 ? names(page) : status(Status.EOF)),
  };
};

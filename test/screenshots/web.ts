/** A picture of the page of `mosmon --web`, in a real browser. */
import { once } from 'node:events';
import { Chromium } from '../support/chromium.ts';
import type { Commands } from '../support/commands.ts';

const SIZE = { width: 1280, height: 860 };

export class WebPicture {
  private constructor(
    private readonly chromium: Chromium,
    private readonly server: ReturnType<Commands['start']>,
    private readonly page: Awaited<ReturnType<Chromium['page']>>,
  ) {}

  /** The page is open from now on, and draws. */
  static async open(commands: Commands): Promise<WebPicture> {
    const server = commands.start('mosmon', ['--web', '0']);
    server.stderr.pipe(process.stderr);
    const [url] = (await once(server.stdout, 'data')) as [Buffer];
    const chromium = new Chromium();
    const page = await chromium.page(String(url).trim(), SIZE);
    return new WebPicture(chromium, server, page);
  }

  /** As PNG. */
  take(): Promise<Buffer> {
    return this.page.picture();
  }

  async close(): Promise<void> {
    await this.chromium.close();
    const gone = once(this.server, 'exit');
    this.server.kill('SIGINT');
    await gone;
  }
}

/** Those of worker threads; what happens to them comes by the module of `Worker`. */
import '../../worker.mjs';
import { MessageEvent } from '../../worker-emitter.mjs';
import { BroadcastChannel, MessageChannel, MessagePort } from '../../worker-port.mjs';
import { install } from './install.mjs';

install({ BroadcastChannel, MessageChannel, MessageEvent, MessagePort });

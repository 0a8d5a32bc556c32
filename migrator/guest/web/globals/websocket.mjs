import './blob.mjs';
import './streams.mjs';
import { WebSocket } from 'undici/lib/web/websocket/websocket.js';
import { install } from './install.mjs';

install({ WebSocket });

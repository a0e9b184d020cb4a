/* The server that comes with y-websocket 2, in memory only: `node ywebsocket.mjs PORT`. */

import http from "node:http";
import { setupWSConnection } from "y-websocket/bin/utils";
import { WebSocketServer } from "ws";

const server = http.createServer((_, response) => response.end("okay"));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on("connection", setupWSConnection);
server.listen(Number(process.argv[2]), "127.0.0.1");

import { client } from "./client.js";
import { marker, storesNearby } from "./stores.js";

const [endpoint = "http://127.0.0.1:8000/graphql"] = process.argv.slice(2);
const pins = await storesNearby(client(endpoint), { latitude: 30.7359447, longitude: 104.0339216 }, 800, 3);
for (const pin of pins) console.log(marker(pin));

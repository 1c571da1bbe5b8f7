import type { KnownBlock, View } from "@slack/types";

export type Message = KnownBlock[];
export type Surface = View;

import { useLocation } from "preact-iso";
import { type Place, placeIn } from "../state/place.ts";

/** The board that the address is about; undefined where it is about none. */
export function usePlace(): Place | undefined {
	return placeIn(useLocation().path);
}

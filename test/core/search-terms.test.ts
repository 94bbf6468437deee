import { expect, test } from "vitest";
import { searchTerms } from "../../src/core/search-terms.ts";

test("accents on Latin and Greek letters do not matter", () => {
	expect(searchTerms("Café naïve Größe Αθήνα")).toEqual(
		searchTerms("cafe naive große αθηνα"),
	);
	expect(searchTerms("e\u0301te\u0301")).toEqual(["ete"]);
});

test("marks that make other letters stay", () => {
	expect(searchTerms("йод")).not.toEqual(searchTerms("иод"));
	expect(searchTerms("が")).not.toEqual(searchTerms("か"));
});

test("Korean is found by any two syllables, and a word before its ending by itself", () => {
	expect(searchTerms("한국어검색")).toEqual(
		expect.arrayContaining(searchTerms("검색")),
	);
	expect(searchTerms("API를 設定API")).toEqual(["api", "를", "設定", "api"]);
});

package unit

import "sort"

// symbol is one entry of the table of unit symbols.
type symbol struct {
	dim      Dim
	scale    float64 // in coherent base units
	prefixes bool    // takes SI prefixes
}

var (
	none   = Dim{}
	volume = Dim{Length: 3 * sixths}
	molar  = Of(Amount).Div(volume)
	energy = Of(Mass).Mul(Dim{Length: 2 * sixths, Time: -2 * sixths})
)

// symbols are spelt as the field spells them. Exact factors follow the SI brochure (9th ed., 2019);
// h, d, wk by definition; mo and y are the mean Gregorian month and year (365.2425 d). Da is
// avoided: a molar mass is g/mol.
var symbols = map[string]symbol{
	"m": {Of(Length), 1, true}, "g": {Of(Mass), 1e-3, true}, "s": {Of(Time), 1, true},
	"mol": {Of(Amount), 1, true}, "K": {Of(Temperature), 1, false}, "A": {Of(Current), 1, true}, "cd": {Of(Luminosity), 1, false},
	"L": {volume, 1e-3, true}, "l": {volume, 1e-3, true}, "M": {molar, 1e3, true},
	"min": {Of(Time), 60, false}, "h": {Of(Time), 3600, false}, "d": {Of(Time), 86400, false}, "day": {Of(Time), 86400, false},
	"wk": {Of(Time), 604800, false}, "week": {Of(Time), 604800, false}, "mo": {Of(Time), 2629746, false}, "y": {Of(Time), 31556952, false},
	"IU": {Of(Activity), 1, true}, "U": {Of(Activity), 1, true},
	"item": {Of(Item), 1, false}, "cell": {Of(Item), 1, false}, "cells": {Of(Item), 1, false}, "site": {Of(Item), 1, false},
	"sites": {Of(Item), 1, false}, "copies": {Of(Item), 1, false}, "count": {Of(Item), 1, false},
	"%": {none, 1e-2, false}, "1": {none, 1, false}, "fraction": {none, 1, false}, "ratio": {none, 1, false},
	"fold": {none, 1, false}, "-": {none, 1, false}, "dimensionless": {none, 1, false}, "pct": {none, 1e-2, false},
	"Da": {Of(Mass).Div(Of(Amount)), 1e-3, true},
	"N":  {energy.Div(Of(Length)), 1, true}, "J": {energy, 1, true}, "cal": {energy, 4.184, true},
	"W": {energy.Div(Of(Time)), 1, true}, "Pa": {energy.Div(volume), 1, true}, "Hz": {none.Div(Of(Time)), 1, true},
	"mmHg": {energy.Div(volume), 133.322387415, false}, "ha": {Dim{Length: 2 * sixths}, 1e4, false},
}

// prefixes are the SI prefixes in use in the field.
var prefixes = map[string]float64{
	"z": 1e-21, "a": 1e-18, "f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "m": 1e-3, "c": 1e-2, "d": 1e-1,
	"k": 1e3, "M": 1e6, "G": 1e9,
}

// frames are the annotations in braces.
var frames = map[string]Dim{
	"plasma": Of(Plasma), "total": Of(Plasma), "unbound": Of(Unbound), "free": Of(Unbound), "blood": Of(Blood), "medium": Of(Medium),
}

// common lists spellings offered when a unit is not known.
var common = func() []string {
	out := []string{
		"ng/mL", "ug/mL", "mg/L", "ng.h/mL", "nM", "uM", "mM", "pM", "nM.h", "mg", "ug", "kg", "mL", "uL", "mL/min",
		"L/h", "1/h", "1/min", "1/s", "min", "mg/h", "g/dL", "pg/mL", "IU/L", "nmol", "umol", "mmol/L", "g/mol", "L/kg", "mg/kg",
	}
	for s := range symbols {
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}()

// lookup finds a symbol, with a prefix when it takes one. A plain symbol wins over a prefixed
// reading: "min" is the minute, "cd" the candela, "d" the day.
func lookup(s string) (symbol, bool) {
	if u, ok := symbols[s]; ok {
		return u, true
	}
	for p, f := range prefixes {
		if len(s) > len(p) && s[:len(p)] == p {
			if u, ok := symbols[s[len(p):]]; ok && u.prefixes {
				u.scale *= f
				return u, true
			}
		}
	}
	return symbol{}, false
}

// slips are spellings that people write and that are not symbols here.
var slips = map[string]string{
	"hr": "h", "hrs": "h", "hour": "h", "hours": "h", "days": "d", "weeks": "wk", "months": "mo", "year": "y", "years": "y", "yr": "y",
	"sec": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "mins": "min", "mcg": "ug", "gm": "g", "gram": "g", "grams": "g",
	"liter": "L", "litre": "L", "liters": "L", "litres": "L", "mole": "mol", "moles": "mol", "molar": "M", "percent": "%", "micromolar": "uM", "nanomolar": "nM",
}

"""Small files built like the genuine ones."""

import io
import json

import openpyxl

HEADS = [
    ["Gemeinden in Deutschland nach Fläche, Bevölkerung und Postleitzahl"],
    [],
    ["Satz-art", "Text-kenn-zeichen", "Amtlicher Regionalschlüssel (ARS)", None, None, None, None, "Gemeindename",
     "Fläche km2 1)", "Bevölkerung2)", None, None, None, "Postleit-zahl3)", "Geografische Mittelpunktkoordinaten"],
    [None, None, "Land", "RB", "Kreis", "VB", "Gem", None, None, "insgesamt", "männlich", "weiblich", "je km2", None,
     "Längengrad", "Breitengrad"],
]  # fmt: skip
NOTES = [[], ["© Daten (im Auftrag …)"], ["     Statistisches Bundesamt (Destatis), 2024"]]
KREIS = ["40", "44", "06", "6", "35", None, None, "Waldeck-Frankenberg"]


def place(number, name, *, population=1000, mark="64", association=None, area=10.5, longitude="8,87", latitude="51,27"):
    return [
        "60", mark, "06", "6", "35", association or f"0{number}", number, name, area, population, 1, 1, 1, "34497",
        longitude, latitude,
    ]  # fmt: skip


def workbook(*rows, day="30.06.2024", people="31.12.2022", heads=None):
    book = openpyxl.Workbook()
    book.active.title = "Inhalt"
    sheet = book.create_sheet("Gemeinden")
    states = [None, None, f"Gebietsstand am {day}", *[None] * 5, f"{people} (Jahr)", f"am {people} (Jahr)"]
    for row in [*(heads or HEADS), states, [], KREIS, *rows, *NOTES]:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def square(west=8.8, south=51.2, size=0.1):
    return [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]


def geojson(*features, **properties):
    data = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": keys, "geometry": {"type": "Polygon", "coordinates": rings}}
            for keys, rings in features
        ],
        **properties,
    }
    return io.BytesIO(json.dumps(data).encode())


def text(content, encoding="utf-8"):
    return io.BytesIO(content.encode(encoding))

"""What columns, layers and files are called in English, Finnish, Swedish and Norwegian."""

from __future__ import annotations

import re
from typing import Final

from ..folding import fold

ROLES: Final[dict[str, re.Pattern[str]]] = {
    role: re.compile(pattern)
    for role, pattern in {
        "protected": r"turva ?kielto|skydd|sekretess|sparrmark|adresses?perr|kode ?[67]\b|fortrolig"
        r"|\bprotected\b|secrecy"
        r"|suojattu|\bban\b|hemlig|non ?disclosure",
        "personal_id": r"henkilo ?tunnus|\bhetu\b|person ?nummer|person ?nr|personbeteckning|\bpnr\b"
        r"|fodsels ?(nummer|nr)"
        r"|\bssn\b|social security",
        "person_name": r"^(etu|suku)nim|^(for|efter|etter)nam?v?n|first ?name|last ?name|surname|given ?name"
        r"|tilltalsnamn"
        r"|kutsumanimi|(elev|oppila|pupil|student|barn|lapse)\w* (namn|navn|nimi|name)|huoltaja|guardian"
        r"|vardnadshavare"
        r"|^foresatt",
        "grade": r"^(grade|luokka|luokka ?aste|vuosi ?luokka|vlk?|lk|ars ?kurs|ak|klass|klasse|trinn|klasse ?trinn"
        r"|ars ?trinn|aste|year ?group|class)( 20\d\d)?$",
        "age": r"^(age|ika|alder|ika vuosina)$",
        "born": r"birth|syntyma|fodd|fodelse|fodsels ?(ar|dato)|^born$",
        "language": r"^(language|lang|kieli|(opetus|koulun) ?kieli|(undervisnings|skol)? ?sprak|malform"
        r"|teaching language"
        r"|language of instruction)$",
        "mother_tongue": r"aidinkieli|modersmal|morsmal|mother ?tongue|home ?language|kotikieli",
        "attends": r"^(school|koulu|skola|skole|(nykyinen|oma) koulu|attends|oppilaitos|skolenhet|current school"
        r"|nuvarande skola|koulun nimi|school name|skol(e|ans)? ?(namn|navn))$",
        "places": r"capacity|kapasite|kapacitet|(oppilas|koulu) ?paik|paikka ?maara|^paikat$|^paikkoja$"
        r"|^(elev)?plat?sser$"
        r"|^platser$|elevplats|\bplaces\b|^plasser$|^src$|\bseats\b",
        "x": r"^((ko|co)ord\w* )?(x|e|lon|lng|long|longitude|east|easting|ita|ita koordinaatti|x ?koord\w*"
        r"|x ?coord\w*|(co"
        r"|ko)ord\w* ?x"
        r"|ost|osthogt|euref e|sweref ?99 ?e|etrs\w* e|pituus\w*|longitud|lengdegrad|gk25 e|e koord\w*"
        r"|p?ost ?koord\w*)$",
        "y": r"^((ko|co)ord\w* )?(y|n|lat|latitude|north|northing|pohjoinen|pohjois ?koordinaatti|y ?koord\w*"
        r"|y ?coord\w*|(co"
        r"|ko)ord\w* ?y"
        r"|nord|euref n|sweref ?99 ?n|etrs\w* n|leveys\w*|latitud|breddegrad|gk25 n|n koord\w*|nord ?koord\w*)$",
        "shape": r"^(geometry|geom|wkt|the geom|shape wkt|geometri|geometria)$",
        "weight": r"^(n|count|maara|lkm|antal|antall|lukumaara|pupils|oppilaita|oppilaat|elever)$",
        "pupils": r"\bpupils?\b|oppila(at|ita|s ?maara)|\belever\b|elev ?antal|antal elever|live ?att|\benrol"
        r"|\bstudents?\b"
        r"|\bmembership\b",
        "residents": r"^(population|pop|residents|asukka(ita|at)|asukas ?luku|vaesto|vaki ?luku|befolkning|invanare"
        r"|innbyggere|folkmangd|bef ?totalt|he vakiy|vaki|tot pop|pop ?\d{4}|total population|vaesto yht\w*)$",
        "school": r"^(school|skola|skole|koulu)( ?(name|nam|nimi|namn|navn))?( fi| se| sv)?$|skrets ?navn"
        r"|sch(ool)? ?nam"
        r"|^label$|^(nimi|namn|name|navn)( fi| se| sv)?$|^koulun nimi$|^onimi$|^lahikoulu$|^narskola$",
        "name": r"^(school|skola|skole|koulu)?( ?(name|nam|nimi|namn|navn|label))( fi| se| sv)?$|^onimi$"
        r"|^koulun nimi$"
        r"|^(school|skola|skole|koulu|skolenhet|oppilaitos)$",
        "id": r"\b(id|fid|gid|dbid|pbid|geoid\d*|fips|tunnus|koodi|code|kod|kode|nr|nro|numero|number|index|grid ?id"
        r"|block|kortteli|lohko|kvarter|blokk|unit|zip|tunn|polyid|idx)\b|tunnus$|koodi$|kod$|kode$|(school"
        r"|skol|koulu|area|block|cell|object|enhets?|elev|unit)\w*(id|nr)$",
        "teaches": r"^(type|tyyppi|typ|school ?typ\w*|koulu ?(muoto|aste)|oltyp|skol ?form|level|stage"
        r"|kouluaste|stadium"
        r"|skole ?type|type desc)$",
        "grades": r"^(grades|luokat|luokka ?asteet|vuosiluokat|ars ?kurser|ak|trinn|grade ?range|klasser|vl"
        r"|arskurs)$",
        "address": r"^(osoite|katu ?osoite|lahi ?osoite|koti ?osoite|oppilaan osoite|adress|gatu ?adress|hem ?adress"
        r"|utdelnings ?adress|folkbokforings ?adress|elevens adress|adresse"
        r"|bosteds ?adresse|gate ?adresse|besoks ?adresse"
        r"|adresse ?tekst|address|street address|home address|full address|adr)$",
        "street": r"^(katu|katu ?nimi|kadun ?nimi|tien ?nimi|katunimi (fi|suomi)|gata|gatu ?namn|vag ?namn|gate"
        r"|gate ?navn"
        r"|vei ?navn|adresse ?navn|street|street ?name|road ?name)$",
        "other_street": r"^(gatan|katu(nimi)? (sv|se|ruotsi)|katunimi ?(sv|ruotsi)|gatu ?namn sv|gatunamn (sv|se))$",
        "number": r"^(talo|talon ?(numero|nro)|osoite ?numero|osoite ?nro|katu ?numero|hus ?(nummer|nr)"
        r"|gatu ?(nummer|nr)"
        r"|adress ?(nummer|plats|platsnummer)|belagenhets ?adress ?nummer|house ?(number|no|nr)|street ?number|numero"
        r"|nummer"
        r"|nr|no|nro|osoitenumero teksti)$",
        "letter": r"^(kirjain|jakokirjain|talon ?kirjain|bokstav|hus ?bokstav|littera|letter|porras)$",
        "postcode": r"^(posti ?numero(alue)?|postinro|post ?(nummer|nr|code|kod|no)|zip ?(code)?|pono)$",
        "place": r"^(posti ?toimi ?paikka|paikka ?kunta|kunta|kaupunki|post ?(ort|sted|adress|ort namn)|ort|tatort"
        r"|kommun(e)?( ?namn| ?navn)?|city|town|postal ?town|municipality)$",
        "highway": r"^(highway|road ?class|tieluokka|vagklass|vegkategori|edge class|street class|fclass)$",
    }.items()
}
"""Role -> pattern over folded names."""

AREAS: Final = {
    "catchments": r"oppilaaksiotto|\booa\b|upptagning|elevintagning|skole? ?krets|catchment|attendance|koulupiiri"
    r"|school ?(district|zone|boundar)|skoldistrikt|\bzones?\b|boundar|esiopetusalue|inntaksomrade|lahikoulu"
    r"|(primary|secondary|elementary|middle|high) ?schools?",
    "blocks": r"\bblocks?\b|kortteli|kvarter|planning|tracts?\b|delomrade|osa ?alue|pienalue|statistik ?omrade"
    r"|\bspa\b"
    r"|units?\b|blokk|grunnkrets",
    "residents": r"vaesto|population|befolkning|grid|ruutu|ruta|\bdeso\b|regso|paavo|pno tilasto|census|innbygger",
    "schools": r"school|koulu|skol[ae]|primaries|facilit|oppilaitos|skolenhet",
    "pupils": r"pupil|oppila(at|s|sluettelo)|elev(er|lista|register)?\b|student|children|lapset|barn",
    "addresses": r"osoite|adress|matrikkel",
    "services": r"librar|kirjasto|bibliotek|paivakoti|daycare|forskola|barnehage|bus ?stop|pysakki|hallplats"
    r"|holdeplass"
    r"|services?\b|palvelu",
}
"""Kind -> pattern over the folded names of file and layer."""

SHOWN: Final = {
    "rail": r"rail|rata|jarnvag|jernbane|raide",
    "river": r"river|joki|\bjoet\b|alv|elv\b|stream|waterway|virtaves|vattendrag",
    "water": r"water|vesi|vesisto|vatten|vann|lake|jarv|sjo\b|meri|\bhav\b|coast",
    "land": r"\bland\b|maa ?alue|landomrade",
    "street": r"street|katu|kadut|gata|gator|\bgate\b",
    "road": r"road|\btie\b|\btiet\b|vag\b|vagar|\bveg|highway|digiroad|nvdb|edges?\b|network|lines?\b|tieverkko",
}
"""What a backdrop shows -> pattern over the folded names of file and layer."""


def role_matches(role: str, name: str) -> bool:
    """Tell whether a column's name speaks for a role.

    >>> role_matches("protected", "Turvakielto"), role_matches("grade", "Årskurs"), role_matches("x", "Pohjoinen")
    (True, True, False)
    """
    return ROLES[role].search(fold(name)) is not None


def about(file: str, layer: str) -> str:
    """Return the folded words of a file's and a layer's name.

    >>> about("Opev_ooa_alaaste_suomi.gml", "")
    'opev ooa alaaste suomi'
    """
    stem = re.sub(r"(\.(geo|topo|esri))?\.[A-Za-z]+$", "", file)
    return " ".join(dict.fromkeys(f"{fold(stem)} {fold(layer)}".split()))

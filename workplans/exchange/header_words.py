"""The words by which a column's heading is recognised: English, French, Portuguese and Spanish, without accents.

Every word is folded as `fold` does it. A word that is in no list is unknown, and an unknown word makes a heading doubtful
rather than wrong.
"""

import re

from teams.exchange.folding import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEVELS = {
    "objective": _words(
        "objective objectives objectif objectifs objectivo objectivos objetivo objetivos goal goals pillar pilar pilier axe eixo eje"
        " outcome outcomes impact impacto"
    ),
    "output": _words(
        "output outputs result results resultado resultados resultat resultats produit produits produto produtos producto"
        " productos extrant extrants deliverable deliverables entregavel"
    ),
    "action": _words(
        "action actions accao accoes acao acoes accion acciones intervention interventions intervencao intervencoes"
        " intervencion intervenciones strategy strategies estrategia estrategias strategie"
    ),
    "activity": _words(
        "activity activities actividade actividades atividade atividades actividad activite activites task tasks tarefa tarefas tache taches tarea tareas"
    ),
    "subactivity": _words(
        "subactivity subactivities subactividade subactividades subatividade subatividades subactividad"
        " sousactivite sousactivites subtask"
    ),
}
DEEPER = _words("sub sous")

NAME = _words(
    "name nome nom nombre description descricao descripcion descriptif title titulo titre libelle intitule designation designacao"
    " designacion statement detail details detailed detalhada detalhadas detallada detaillee detaillees planned planeada planeadas"
    " planificada planificadas planifiee planifiees prevue prevues prevista previstas main key principal principais principales"
    " principaux cle chave proposed proposta propostas propuestas proposees strategic estrategica estrategicas estrategico"
    " estrategicos strategique strategiques specific especifico especificos especifica specifique specifiques general geral"
    " expected esperado esperados attendu attendus priority prioritaire prioritaires prioritaria prioritarias to be carried out"
    " implemented undertaken by level nivel niveau"
)
STOP = _words(
    "de do da dos das du des del la le les el los las of the for and e et y a o para por par pour en em in to d l s as os"
)
CODE = _words("code codigo codes cod ref reference referencia id no nr num number numero n sn ordem")
INDICATOR = _words("indicator indicators indicador indicadores indicateur indicateurs kpi iov ovi")
UNIT = _words("unit units unidade unidad unite")
MEASURE = _words("measure measurement medida mesure medicao")
BASELINE = _words("baseline base situation reference referencia depart partida")
TARGET = _words("target targets meta metas cible cibles")
RESPONSIBLE = _words(
    "responsible responsibility responsable responsables responsavel responsaveis responsabilidade responsabilite"
    " responsabilidad owner lead officer incharge"
)
UNITS_OF_PEOPLE = _words(
    "programme program programa programas programmes department departamento departement direction direccao direcao direccion"
    " directorate division divisao service servico servicio section seccao unit unidade unidad unite reparticao sector setor"
    " secteur facility"
)
PLACE = _words(
    "place location locations site sites venue local localizacao localisation localizacion lieu lieux lugar district districts"
    " distrito distritos province provincia provincias zone area where onde ou donde"
)
START = _words("start starts begin begins beginning inicio debut from commencement")
END = _words("end ends finish completion fim fin termino conclusao fecho deadline due echeance prazo plazo")
DATE = _words("date dates on data fecha dates prevista planned prevu")
MONEY = _words(
    "financiamento financiamiento financement funding finance budget orcamento presupuesto cost costs custo custos costo costos"
    " cout couts amount montant montante monto valor value valeur calc orcamental budgeted estimated estimado estime"
    " allocation allocations dotacao contribution contribuicao funds fundos fonds fondos available disponivel disponible requested"
)
TOTAL = _words("total totals totais totaux overall global grand geral soma sum somme")
GAP = _words("gap lacuna lacunas deficit defice ecart brecha shortfall unfunded lacune gaps")
FUNDER = _words(
    "financiador financiadores funder funders donor donors doador doadores donante donantes donateur donateurs bailleur bailleurs"
    " financeur financeurs sponsor sponsors"
)
SOURCE = _words("source sources fonte fontes fuente fuentes origin origem")
PARTNER = _words("partner partners parceiro parceiros partenaire partenaires socio socios")
REMARKS = _words(
    "remark remarks comment comments note notes observacao observacoes observation observations observacion observaciones"
    " remarque remarques commentaire commentaires comentario comentarios obs nota notas"
)
YEAR = _words("annual anual annuel annuelle year yearly ano an annee")
OTHER_THINGS = _words(
    "type tipo tipos status estado estatuto statut category categoria categorie beneficiario beneficiary beneficiaries"
    " beneficiarios beneficiaire beneficiaires prioridade prioridad priorite modalidade modality modalite dias days jours"
    " duracao duration duree quantity quantidade cantidad quantite qtd qty price preco precio prix unitario unitaire frequency"
    " frequencia frequence risk risks risco riscos risque riesgo assumption assumptions pressupostos verification verificacao"
    " means meios moyens medios progress progresso progres done actual realizado realise achieved spent gasto executado execution"
    " execucao method approach rate taxa taux exchange people staff participants score weight peso poids evidence group grupo"
    " population populacao publico item line rubrica ttd pages lines"
)
ASKED = _words("requested required needed proposed planned planeado previsto necessario necessary requis solicitado")
GRANTED = _words(
    "approved aprovado aprovada approuve released libertado disbursed committed balance saldo remaining revised revisto"
)
KNOWN_SOURCES = frozenset(
    fold(name)
    for name in (
        "OE|GAVI|Global Fund|Fundo Global|Fonds Mondial|Fondo Mundial|World Bank|Banco Mundial|Banque Mondiale|UNICEF|PTF|TFP|WHO|OMS|UNFPA"
        "|FNUAP|USAID|PEPFAR|CDC|ProSaude|Prosaúde|Government|GoU|GoM|GoT|GoK|GoZ|GRZ|Governo|Gouvernement|Gobierno|Etat|State|State budget"
        "|Government budget|Orçamento do Estado|Budget de l'Etat|Presupuesto del Estado|Own revenue|Own source|Receitas próprias"
        "|Recettes propres|Own funds|User fees|NHIF|PHC|RBF|PBF|Basket fund|Health basket fund|Donor|Donors|Other|Others|Outro|Outros"
        "|Autre|Autres|Otro|Otros|UNDP|PNUD|JICA|KfW|GIZ|DFID|FCDO|UNAIDS|ONUSIDA|WFP|PAM|PMA|AfDB|BAD|EU|UE|GFATM|GF|WB|Council"
        "|Local government|Central government|District budget|Bill and Melinda Gates|Gates"
    ).split("|")
)

MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "jan january janeiro janvier enero ene janv",
            "feb february fev fevereiro fevrier febrero feb fevr",
            "mar march marco mars marzo",
            "apr april abr abril avr avril",
            "may maio mai mayo",
            "jun june junho juin junio",
            "jul july julho juil juillet julio",
            "aug august ago agosto aout aou",
            "sep september sept set setembro septembre septiembre",
            "oct october out outubro octobre octubre",
            "nov november novembro novembre noviembre",
            "dec december dez dezembro decembre dic diciembre",
        ),
        start=1,
    )
    for word in words.split()
}
WEEK = _words("week weeks wk w semana semanas sem semaine semaines s")
QUARTER = _words("q qtr quarter quarters tri trim trimestre trimestres trimestral t")
ORDINALS = {
    word: number
    for number, words in enumerate(
        (
            "1 1st first i primeiro primer primero premier 1o 1er 1e",
            "2 2nd second ii segundo deuxieme second 2o 2e 2do 2eme",
            "3 3rd third iii terceiro tercer tercero troisieme 3o 3e 3eme",
            "4 4th fourth iv quarto cuarto quatrieme 4o 4e 4to 4eme",
        ),
        start=1,
    )
    for word in words.split()
}
CURRENCIES = {
    word: code
    for code, words in {
        "MZN": "mzn mt mts mtn meticais metical",
        "USD": "usd us$ $ dollar dollars dolares",
        "EUR": "eur € euro euros",
        "XOF": "xof fcfa cfa",
        "XAF": "xaf",
        "UGX": "ugx ush",
        "KES": "kes ksh",
        "TZS": "tzs tsh",
        "MWK": "mwk",
        "ZMW": "zmw",
        "RWF": "rwf frw",
        "ETB": "etb birr",
        "AOA": "aoa kz kwanza kwanzas",
        "GBP": "gbp £",
        "ZAR": "zar",
        "BRL": "brl r$",
        "CDF": "cdf fc",
        "MGA": "mga ariary",
        "NGN": "ngn ₦",
        "GHS": "ghs",
    }.items()
    for word in words.split()
}
THOUSANDS = {
    **dict.fromkeys("000 000s thousand thousands milhar milhares millier milliers mil miles".split(), 1_000),
    **dict.fromkeys("million millions milhao milhoes millon millones".split(), 1_000_000),
}
TOTAL_ROW = re.compile(
    r"^(grand |sub ?|sous ?)?(totals?|totais|totaux|soma|somme)"
    r"( (geral|general|generale|global|budget|orcamento|custo|cost|amount|objectiv?e?o?|objectif|output|programa?|programme)"
    r"( [^ ]+)?| (of|for|do|da|de|du|des|del|par|por|pour) .*|( [0-9]+)+)?$"
)

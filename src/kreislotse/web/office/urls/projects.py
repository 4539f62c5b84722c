from django.urls import path

from kreislotse.web.office.views import market, network_picture, projects

urlpatterns = [
    path("netzwerk/bild/", network_picture.network_picture, name="network_picture"),
    path("netzwerk/bild/netzwerk.graphml", network_picture.network_graphml, name="network_graphml"),
    path("netzwerk/bild/tabelle.xlsx", network_picture.network_ties_xlsx, name="network_ties_xlsx"),
    path("netzwerk/projekte/", projects.project_list, name="project_list"),
    path("netzwerk/projekte/neu/", projects.record_project, name="record_project"),
    path("netzwerk/projekte/<int:pk>/", projects.project_detail, name="project_detail"),
    path("netzwerk/projekte/<int:pk>/bearbeiten/", projects.edit_project, name="edit_project"),
    path("netzwerk/projekte/<int:pk>/abschliessen/", projects.finish_project, name="finish_project"),
    path("netzwerk/projekte/<int:pk>/absagen/", projects.cancel_project, name="cancel_project"),
    path("netzwerk/projekte/<int:pk>/wieder-oeffnen/", projects.reopen_project, name="reopen_project"),
    path("netzwerk/projekte/<int:pk>/beitrag/", market.contribute_to_project, name="contribute_to_project"),
    path("netzwerk/<int:pk>/beitrag/", market.contribute_of_organization, name="contribute_of_organization"),
    path("gremien/<int:pk>/beitrag/", market.contribute_to_body, name="contribute_to_body"),
    path("netzwerk/beitraege/<int:pk>/vereinbaren/", market.agree_contribution, name="agree_contribution"),
    path("netzwerk/beitraege/<int:pk>/erledigen/", market.finish_contribution, name="finish_contribution"),
    path("netzwerk/beitraege/<int:pk>/entfernen/", market.remove_contribution, name="remove_contribution"),
    path("netzwerk/markt/", market.market_list, name="market_list"),
    path("netzwerk/markt/neu/", market.post_market_item, name="post_market_item"),
    path("netzwerk/markt/<int:pk>/aendern/", market.change_market_item, name="change_market_item"),
    path("netzwerk/markt/<int:pk>/antworten/", market.answer_market_item, name="answer_market_item"),
    path("netzwerk/markt/<int:pk>/beenden/", market.close_market_item, name="close_market_item"),
]

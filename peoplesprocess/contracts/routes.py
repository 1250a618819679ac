from flask import Blueprint

room = Blueprint("contracts", __name__)

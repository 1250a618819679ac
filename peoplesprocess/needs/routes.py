from flask import Blueprint

room = Blueprint("needs", __name__)
